#include "store/monitoring/listing_context.hpp"

#include <unordered_map>
#include <utility>

#include "store/engine/set_statement.hpp"

namespace offlist::store {
namespace {

// Active subjects do not overlap, so the one that may hold a listing is the one that begins last before it.
const sql::set_statement holders_of_listings(
    {{"id", value_kind::integer}},
    "SELECT l.id, x.id, x.text, x.label FROM given JOIN listing l ON l.id = given.id "
    "JOIN subject x ON x.id = (SELECT o.id FROM subject o WHERE o.removed_at IS NULL AND "
    "o.pending = 0 AND o.first_key <= l.subject_key ORDER BY o.first_key DESC LIMIT 1) "
    "WHERE x.last_key >= l.subject_key AND x.account = l.account");

const sql::set_statement jobs_of_listings(
    {{"id", value_kind::integer}},
    "SELECT l.id, d.id, d.state FROM given JOIN listing l ON l.id = given.id JOIN delisting "
    "d ON d.subject = l.subject AND d.blocklist = l.blocklist AND d.ended_at IS NULL AND "
    "d.account = l.account WHERE l.live = 1");

}  // namespace

void tell_what_is_around(soci::session& s, std::vector<listing_record>& listings)
{
    if (listings.empty()) return;
    std::unordered_map<std::int64_t, listing_context*> by_id;
    std::vector<sql::parameters> ids;
    for (listing_record& l : listings) {
        by_id.emplace(l.id, &l.around);
        ids.push_back({l.id});
    }
    holders_of_listings.for_each<std::int64_t, std::int64_t, std::string, std::string>(
        s, ids, [&by_id](auto listing, auto subject, auto text, auto label) {
            listing_context& c = *by_id.at(listing);
            c.monitored_as = subject;
            c.monitored_text = std::move(text);
            c.label = std::move(label);
        });
    jobs_of_listings.for_each<std::int64_t, std::int64_t, std::string>(s, std::move(ids),
                                                                       [&by_id](auto listing, auto job, auto state) {
                                                                           listing_context& c = *by_id.at(listing);
                                                                           c.delisting = job;
                                                                           c.delisting_state = std::move(state);
                                                                       });
}

std::vector<live_listings> live_listings_of(soci::session& s, std::int64_t account, const subject_span& span)
{
    std::vector<live_listings> found;
    sql::for_each<std::string, std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
        s,
        "SELECT blocklist, COALESCE(MAX(CASE WHEN phase = 1 THEN id END), 0), MAX(id), "
        "CAST(SUM(CASE WHEN phase = 1 THEN 1 ELSE 0 END) AS BIGINT), "
        "CAST(SUM(CASE WHEN phase = 0 THEN 1 ELSE 0 END) AS BIGINT) FROM listing WHERE live = 1 AND "
        "subject_key BETWEEN :first AND :last AND account = :account GROUP BY blocklist ORDER BY blocklist",
        {span.first, span.last, account},
        [&found](auto blocklist, auto confirmed_one, auto any, auto confirmed, auto suspected) {
            found.push_back({.blocklist = std::move(blocklist),
                             .newest = confirmed_one != 0 ? confirmed_one : any,
                             .confirmed = confirmed,
                             .suspected = suspected});
        });
    return found;
}

}  // namespace offlist::store
