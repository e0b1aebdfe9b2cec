#include "store/accounts/subject_proofs.hpp"

#include "store/accounts/account_usage.hpp"
#include "store/accounts/subject_rows.hpp"
#include "store/delistings/staff_tasks.hpp"
#include "store/engine/sql.hpp"
#include "store/monitoring/listing_end.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

// Of those that an account has shown it holds, no more are looked at: a host that holds ten thousand has other ways.
constexpr int most_domains = 200;

std::vector<std::string> proved_domains(soci::session& s, std::int64_t account)
{
    std::vector<std::string> all;
    sql::for_each<std::string>(s,
                               "SELECT text FROM subject WHERE account = :account AND kind = :domain AND removed_at IS "
                               "NULL AND pending = 0 AND proof <> 'none' ORDER BY id LIMIT :most",
                               {account, static_cast<int>(subject_kind::domain), most_domains},
                               [&all](auto text) { all.push_back(std::move(text)); });
    return all;
}

// Active subjects of other accounts that share a key with it.
std::vector<owned_subject> others_within(soci::session& s, const owned_subject& row)
{
    const subject_span span = span_of(row);
    std::vector<owned_subject> all;
    // the one that begins before it may reach into it; the others begin within it
    if (auto before = active_within(s, {.text = {}, .kind = span.kind, .first = span.first, .last = span.first}))
        all.push_back(std::move(*before));
    each_subject(s,
                 "WHERE removed_at IS NULL AND pending = 0 AND first_key > :first AND first_key <= :last "
                 "ORDER BY first_key",
                 {span.first, span.last}, [&all](owned_subject&& o) { all.push_back(std::move(o)); });
    return all;
}

proving make_active(soci::session& s, owned_subject row, const std::vector<owned_subject>& others, control_proof how,
                    std::uint64_t capacity, const actor& by)
{
    std::uint64_t watched = watched_in_all(s);
    for (const owned_subject& other : others) watched -= other.size;
    if (row.size > capacity || watched > capacity - row.size) return proving::no_room;
    for (const owned_subject& other : others) {
        take_out(s, other, by.at);
        audit_log::note(s, by, "subject.displace", public_id("sub", other.id), public_id("acc", other.account));
    }
    close_conflict(s, row.id, by.at);
    set_active(s, row, how, by.at);
    audit_log::note(s, by, "subject.prove", public_id("sub", row.id), std::string(to_string(how)));
    return proving::active;
}

std::optional<owned_subject> waiting(soci::session& s, std::int64_t id)
{
    return one_subject(s, "WHERE id = :id AND removed_at IS NULL AND pending = 1", {id});
}

subject_to_prove with_domains(soci::session& s, owned_subject&& row)
{
    auto domains = proved_domains(s, row.account);
    return {.what = std::move(row), .domains = std::move(domains)};
}

}  // namespace

std::vector<subject_to_prove> subjects_to_prove(soci::session& s, sys_seconds now, int most)
{
    std::vector<owned_subject> due;
    each_subject(s, "WHERE removed_at IS NULL AND pending = 1 AND look_at <= :now ORDER BY look_at LIMIT :most",
                 {now, most}, [&due](owned_subject&& o) { due.push_back(std::move(o)); });
    std::vector<subject_to_prove> all;
    all.reserve(due.size());
    for (owned_subject& row : due) all.push_back(with_domains(s, std::move(row)));
    return all;
}

std::optional<subject_to_prove> subject_to_prove_of(soci::session& s, std::int64_t id)
{
    auto row = waiting(s, id);
    if (!row) return std::nullopt;
    return with_domains(s, std::move(*row));
}

proving prove(soci::session& s, std::int64_t id, control_proof how, std::uint64_t capacity, const actor& by)
{
    auto row = waiting(s, id);
    if (!row) return proving::gone;
    const auto others = others_within(s, *row);
    bool held = false;
    for (const owned_subject& other : others)
        held = held || other.proof != control_proof::none || other.account == row->account;
    if (!held) return make_active(s, std::move(*row), others, how, capacity, by);
    sql::run(s, "UPDATE subject SET proof = :proof, proved_at = :at WHERE id = :id", {to_string(how), by.at, id});
    open_conflict(s, id, by.at);
    return proving::contested;
}

proving grant(soci::session& s, std::int64_t id, std::uint64_t capacity, const actor& by)
{
    auto row = waiting(s, id);
    if (!row) return proving::gone;
    const auto others = others_within(s, *row);
    return make_active(s, std::move(*row), others, control_proof::staff, capacity, by);
}

void look_again(soci::session& s, std::int64_t id, sys_seconds at)
{
    sql::run(s, "UPDATE subject SET look_at = :at WHERE id = :id AND pending = 1", {at, id});
}

std::int64_t forget_unproved(soci::session& s, sys_seconds before, sys_seconds at)
{
    constexpr int at_once = 500;
    std::vector<owned_subject> late;
    each_subject(s,
                 "WHERE removed_at IS NULL AND pending = 1 AND created_at < :before AND proved_at IS NULL ORDER BY id "
                 "LIMIT :most",
                 {before, at_once}, [&late](owned_subject&& o) { late.push_back(std::move(o)); });
    for (const owned_subject& row : late) take_out(s, row, at);
    return static_cast<std::int64_t>(late.size());
}

void take_out(soci::session& s, const owned_subject& row, sys_seconds at)
{
    set_removed(s, row, at);
    if (row.pending) return close_conflict(s, row.id, at);
    const subject_span span = span_of(row);
    end_listings(s, row.account, span.first, span.last, at);
}

}  // namespace offlist::store
