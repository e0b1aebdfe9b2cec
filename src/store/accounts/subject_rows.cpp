#include "store/accounts/subject_rows.hpp"

#include <boost/assert.hpp>

#include "store/accounts/account_usage.hpp"
#include "store/accounts/subject_changes.hpp"

namespace offlist::store {

using std::chrono::sys_seconds;

void each_subject(soci::session& s, const std::string& rest, sql::parameters given,
                  const std::function<void(owned_subject&&)>& take)
{
    using moment = std::optional<sys_seconds>;
    sql::for_each<std::int64_t, std::int64_t, std::string, int, std::string, sys_seconds, std::uint64_t, bool,
                  std::string, std::string, moment, moment>(
        s,
        "SELECT id, account, text, kind, label, created_at, size, pending, proof, challenge, proved_at, look_at FROM "
        "subject " +
            rest,
        std::move(given),
        [&take](auto id, auto account, auto text, auto kind, auto label, auto created, auto size, auto pending,
                const auto& proof, auto challenge, auto proved, auto look) {
            take({.id = id,
                  .account = account,
                  .text = std::move(text),
                  .kind = std::string(to_string(static_cast<subject_kind>(kind))),
                  .label = std::move(label),
                  .created_at = created,
                  .size = size,
                  .pending = pending,
                  .proof = parse_control_proof(proof).value_or(control_proof::none),
                  .challenge = std::move(challenge),
                  .proved_at = proved,
                  .look_at = look});
        });
}

std::optional<owned_subject> one_subject(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::optional<owned_subject> found;
    each_subject(s, rest, std::move(given), [&found](owned_subject&& o) {
        if (!found) found = std::move(o);
    });
    return found;
}

std::optional<owned_subject> active_within(soci::session& s, const subject_span& span)
{
    // Active ones do not overlap each other: if the one that begins last before `last` ends before `first`, all do.
    return one_subject(s,
                       "WHERE id = (SELECT id FROM subject WHERE removed_at IS NULL AND pending = 0 AND first_key <= "
                       ":last ORDER BY first_key DESC LIMIT 1) AND last_key >= :first",
                       {span.last, span.first});
}

std::optional<owned_subject> pending_within(soci::session& s, std::int64_t account, const subject_span& span)
{
    return one_subject(s,
                       "WHERE removed_at IS NULL AND pending = 1 AND account = :account AND first_key <= :last AND "
                       "last_key >= :first ORDER BY first_key LIMIT 1",
                       {account, span.last, span.first});
}

subject_span span_of(const owned_subject& stored)
{
    auto span = read_span(stored.text, special_addresses::allow);
    BOOST_ASSERT_MSG(span.has_value(), "a stored subject cannot be read");
    return std::move(*span);
}

owned_subject insert_subject(soci::session& s, owned_subject row, const subject_span& span)
{
    row.text = span.text;
    row.kind = std::string(to_string(span.kind));
    row.size = span.size;
    row.id = sql::only<std::int64_t>(
                 s,
                 "INSERT INTO subject (account, text, kind, label, first_key, last_key, created_at, size, pending, "
                 "proof, challenge, proved_at, look_at) VALUES (:account, :text, :kind, :label, :first, :last, :at, "
                 ":size, :pending, :proof, :challenge, :proved, :look) RETURNING id",
                 {row.account, row.text, static_cast<int>(span.kind), row.label, span.first, span.last, row.created_at,
                  row.size, row.pending ? 1 : 0, to_string(row.proof), row.challenge, row.proved_at, row.look_at})
                 .value();
    if (!row.pending) note_added(s, row.id, row.text);
    return row;
}

void set_active(soci::session& s, owned_subject& row, control_proof proof, sys_seconds at)
{
    BOOST_ASSERT(row.pending);
    row.pending = false;
    row.proof = proof;
    row.proved_at = at;
    row.look_at.reset();
    sql::run(s, "UPDATE subject SET pending = 0, proof = :proof, proved_at = :at, look_at = NULL WHERE id = :id",
             {to_string(proof), at, row.id});
    count_subjects(s, row.account, {.watched = static_cast<std::int64_t>(row.size)});
    note_added(s, row.id, row.text);
}

void set_removed(soci::session& s, const owned_subject& row, sys_seconds at)
{
    if (!row.pending) note_removed(s, row.id);
    sql::run(s, "UPDATE subject SET removed_at = :at WHERE id = :id", {at, row.id});
    const auto size = static_cast<std::int64_t>(row.size);
    count_subjects(s, row.account, {.subjects = -1, .asked = -size, .watched = row.pending ? 0 : -size});
}

}  // namespace offlist::store
