// subject_rows.hpp: rows of the table of subjects, for the files of this folder that read and write them.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <accounts/account.hpp>
#include <cstdint>
#include <functional>
#include <offlist/problem.hpp>
#include <optional>
#include <string>

#include "store/accounts/subject_key.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {

/// `rest` is the query from WHERE on.
void each_subject(soci::session& s, const std::string& rest, sql::parameters given,
                  const std::function<void(owned_subject&&)>& take);
/// The first of them.
[[nodiscard]] std::optional<owned_subject> one_subject(soci::session& s, const std::string& rest,
                                                       sql::parameters given);

/// The active subject that shares a key with `span`, whoever has it; of several, the last.
[[nodiscard]] std::optional<owned_subject> active_within(soci::session& s, const subject_span& span);
/// The pending one of this account that does.
[[nodiscard]] std::optional<owned_subject> pending_within(soci::session& s, std::int64_t account,
                                                          const subject_span& span);
/// As it was when it was added, whatever is refused today.
[[nodiscard]] subject_span span_of(const owned_subject& stored);

/// The caller counts it (account_usage.hpp): an import does so once.
owned_subject insert_subject(soci::session& s, owned_subject row, const subject_span& span);
/// Active from now on, however it was shown.
void set_active(soci::session& s, owned_subject& row, control_proof proof, std::chrono::sys_seconds at);
/// The row of an active or pending one: removed. Its listings, and whoever watches it, are told of by the caller.
void set_removed(soci::session& s, const owned_subject& row, std::chrono::sys_seconds at);

}  // namespace offlist::store
