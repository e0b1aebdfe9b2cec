#include "store/delistings/past_removals.hpp"

#include "store/engine/sql.hpp"

namespace offlist::store {

std::vector<past_removal> past_removals(soci::session& s, const std::string& blocklist, removal_method method,
                                        std::chrono::sys_seconds now)
{
    using std::chrono::sys_seconds;
    constexpr int most = 200;
    std::vector<past_removal> found;
    sql::for_each<bool, std::optional<sys_seconds>, std::optional<sys_seconds>, sys_seconds, bool, bool>(
        s,
        "SELECT CASE WHEN d.state = 'succeeded' THEN 1 ELSE 0 END, d.submitted_at, d.gone_at, d.ended_at, CASE WHEN "
        "d.subject <> '' THEN 1 ELSE 0 END, CASE WHEN EXISTS (SELECT 1 FROM listing l WHERE l.account = d.account AND "
        "l.blocklist = d.blocklist AND l.first_seen_at >= d.ended_at AND l.first_seen_at <= d.ended_at + :window AND "
        "l.subject = d.subject AND l.confirmed = 1) THEN 1 ELSE 0 END FROM delisting d WHERE d.blocklist = :blocklist "
        "AND d.method = :method AND d.ended_at IS NOT NULL AND (d.state = 'succeeded' OR (d.state = 'failed' AND "
        "(d.ended_by IN ('refused', "
        "'still_listed') OR (d.ended_by IN ('hard_cap', 'by_staff') AND d.submitted_at IS NOT NULL)))) ORDER BY d.id "
        "DESC LIMIT :most",
        {relisting_window.count(), blocklist, to_string(method), most},
        [&](bool removed, auto submitted, auto gone, sys_seconds ended, bool known, bool relisted) {
            past_removal p{.removed = removed, .took = {}, .window_over = false, .relisted = relisted};
            if (removed && submitted) p.took = gone.value_or(ended) - *submitted;
            // one whose data was destroyed says nothing of relistings any more
            p.window_over = removed && known && (relisted || ended + relisting_window <= now);
            found.push_back(p);
        });
    return found;
}

}  // namespace offlist::store
