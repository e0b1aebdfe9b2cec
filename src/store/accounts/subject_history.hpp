// subject_history.hpp: which accounts have had an address, a range or a domain, and when.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <accounts/account.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <vector>

#include "store/accounts/subject_key.hpp"
#include "store/engine/page.hpp"
#include "store/engine/session.hpp"

namespace offlist::store {

struct past_holder {
    owned_subject what;
    std::optional<std::chrono::sys_seconds> removed_at;  ///< none: the account has it still
};

/// Whatever held the whole of `span`, or has held a part of it, pending ones included; the newest first. What an
/// account had whose data was destroyed is gone. Problem: the cursor.
[[nodiscard]] parsed<page_of<past_holder>> holders_ever(soci::session& s, const subject_span& span,
                                                        const page_request& which);

}  // namespace offlist::store
