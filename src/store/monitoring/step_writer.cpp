#include "store/monitoring/step_writer.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "store/accounts/subject_key.hpp"
#include "store/engine/set_statement.hpp"
#include "store/monitoring/evidence_json.hpp"
#include "store/monitoring/listing_reader.hpp"
#include "store/monitoring/listing_state.hpp"
#include "store/notices/outbox.hpp"

namespace offlist::store {
namespace {

using sql::set_statement;
using std::chrono::sys_seconds;

// Of these at most is a run, so that each of its statements goes to the database once.
constexpr std::size_t longest_run = set_statement::most_rows;

struct stored {
    std::int64_t account = 0;
    bool live = false;
    bool confirmed = false;
    std::optional<std::int64_t> hold;
    listing now;
};

// Whose subject a step is about, and which listing stands for its pair.
struct standing {
    std::optional<std::int64_t> owner;
    std::optional<std::int64_t> live;
};

struct decided_step {
    const listing_step* step = nullptr;
    const stored* before = nullptr;  // none: a new listing
    std::size_t result = 0;          // which of the run's results
    std::int64_t account = 0;
    sys_seconds at{};
};

bool is_fresh(const listing_step& step)
{
    return step.listing == 0;
}

// Steps in their order of which none looks at what another one writes, and everything that they look at. What is seen
// only once it is loaded cuts the run short (decide).
class step_run {
public:
    step_run(soci::session& s, std::span<const listing_step> from) : s_(s), steps_(prefix(from))
    {
        load_places();
        load_listings();
    }
    // So many of `from` are written, at least one; their results follow `results`.
    std::size_t write(sys_seconds at, std::vector<step_result>& results)
    {
        while (results_.size() < steps_.size() && decide(at)) {
        }
        insert_listings();
        update_listings();
        write_changes();
        results.insert(results.end(), results_.begin(), results_.end());
        return results_.size();
    }

private:
    using pair = std::pair<std::string, std::string>;  // key of the subject, blocklist

    std::span<const listing_step> prefix(std::span<const listing_step> from);
    void load_places();
    void load_listings();
    [[nodiscard]] bool decide(sys_seconds at);
    void insert_listings();
    void update_listings();
    void write_changes();

    soci::session& s_;
    std::vector<std::string> keys_;  // of the steps' subjects
    std::span<const listing_step> steps_;
    std::vector<standing> places_;
    std::unordered_map<std::int64_t, stored> listings_;
    std::vector<step_result> results_;
    std::vector<decided_step> decided_;
    std::unordered_set<std::int64_t> updated_;
    bool inserts_ = false;
};

std::span<const listing_step> step_run::prefix(std::span<const listing_step> from)
{
    std::unordered_set<std::int64_t> ids;
    std::set<pair> pairs;
    for (const listing_step& step : from.first(std::min(from.size(), longest_run))) {
        std::string key = key_of(step.about);
        const bool first = is_fresh(step) ? pairs.emplace(key, step.blocklist).second : ids.insert(step.listing).second;
        if (!first) break;
        keys_.push_back(std::move(key));
    }
    return from.first(keys_.size());
}

void step_run::load_places()
{
    using enum value_kind;
    // Active subjects never overlap, so the one that may hold a key is the one that begins last before it.
    static const set_statement find(
        {{"place", integer}, {"subject_key", text}, {"blocklist", text}},
        "SELECT given.place, (SELECT CASE WHEN x.last_key >= given.subject_key THEN x.account END FROM subject x WHERE "
        "x.removed_at IS NULL AND x.pending = 0 AND x.first_key <= given.subject_key ORDER BY x.first_key DESC LIMIT "
        "1), (SELECT l.id "
        "FROM listing l WHERE l.subject_key = given.subject_key AND l.blocklist = given.blocklist AND l.live = 1) "
        "FROM given");
    std::vector<sql::parameters> given;
    for (std::size_t n = 0; n < steps_.size(); ++n)
        given.push_back({n, keys_[n], is_fresh(steps_[n]) ? std::optional(steps_[n].blocklist) : std::nullopt});
    places_.resize(steps_.size());
    find.for_each<std::size_t, std::optional<std::int64_t>, std::optional<std::int64_t>>(
        s_, std::move(given),
        [this](auto n, auto owner, auto live) { places_.at(n) = {.owner = owner, .live = live}; });
}

void step_run::load_listings()
{
    using enum value_kind;
    static const set_statement find({{"id", integer}}, std::string("SELECT id, account, live, confirmed, hold, ") +
                                                           state_columns +
                                                           " FROM listing WHERE id IN (SELECT id FROM given)");
    std::vector<sql::parameters> given;
    for (std::size_t n = 0; n < steps_.size(); ++n)
        if (const auto id = is_fresh(steps_[n]) ? places_[n].live : steps_[n].listing; id) given.push_back({*id});
    find.for_each<std::int64_t, std::int64_t, bool, bool, std::optional<std::int64_t>, int, std::uint8_t, std::uint8_t,
                  std::uint8_t, sys_seconds, sys_seconds, sys_seconds, std::optional<sys_seconds>>(
        s_, std::move(given), [this](auto id, auto account, auto live, auto confirmed, auto hold, auto... state) {
            listings_[id] = {
                .account = account, .live = live, .confirmed = confirmed, .hold = hold, .now = state_of(state...)};
        });
}

// What becomes of the next step. False: it looks at what the steps before it write, so it begins the next run.
bool step_run::decide(sys_seconds at)
{
    const std::size_t n = results_.size();
    const listing_step& step = steps_[n];
    const bool fresh = is_fresh(step);
    const auto id = fresh ? places_[n].live : std::optional(step.listing);
    const auto found = id ? listings_.find(*id) : listings_.end();
    const stored* const now = found != listings_.end() ? &found->second : nullptr;
    if (fresh ? id && updated_.contains(*id) : now == nullptr && inserts_) return false;

    step_result& result = results_.emplace_back();
    // Given a second time, after a failure that left its fate unknown.
    if (now != nullptr && now->now == step.to && now->hold == step.hold) {
        result = {.listing = *id, .account = now->account};
        return true;
    }
    const auto owner = places_[n].owner;
    if (!owner || fresh == (now != nullptr)) return true;
    if (now != nullptr && (!now->live || now->now.state != step.from || now->account != *owner)) return true;
    if (fresh && step.to.state != listing_state::suspected) return true;

    result = {.listing = fresh ? 0 : *id, .account = *owner};  // a new one's number comes with insert_listings()
    // the moment of the answer, not of its writing, is what history is about
    if (step.because.asked_at != sys_seconds{}) at = step.because.asked_at;
    decided_.push_back({.step = &step, .before = now, .result = n, .account = *owner, .at = at});
    if (fresh)
        inserts_ = true;
    else
        updated_.insert(*id);
    return true;
}

void step_run::insert_listings()
{
    using enum value_kind;
    static const set_statement insert(
        {{"place", integer},
         {"account", integer},
         {"subject", text},
         {"subject_key", text},
         {"kind", integer},
         {"blocklist", text},
         {"scope", integer},
         {"state", integer},
         {"agreeing", integer},
         {"counted", integer},
         {"resolver", integer},
         {"counted_at", integer},
         {"ask_again", integer},
         {"verified_at", integer},
         {"unverified_since", integer},
         {"hold", integer},
         {"first_seen_at", integer}},
        "INSERT INTO listing (account, subject, subject_key, kind, blocklist, scope, phase, live, confirmed, state, "
        "agreeing, counted, resolver, counted_at, ask_again, verified_at, unverified_since, hold, first_seen_at) "
        "SELECT account, subject, subject_key, kind, blocklist, scope, 0, 1, 0, state, agreeing, counted, resolver, "
        "counted_at, ask_again, verified_at, unverified_since, hold, first_seen_at FROM given ORDER BY place "
        "RETURNING id, subject_key, blocklist");
    std::vector<sql::parameters> given;
    std::map<pair, std::size_t> places;  // the rows come back in no particular order
    for (const decided_step& d : decided_) {
        if (d.before != nullptr) continue;
        const listing_step& step = *d.step;
        const listing& to = step.to;
        given.push_back({d.result, d.account, to_string(step.about), keys_[d.result],
                         static_cast<int>(kind_of(step.about)), step.blocklist, static_cast<int>(step.scope),
                         static_cast<int>(to.state), to.agreeing, to.counted, to.resolver, to.counted_at, to.ask_again,
                         to.verified_at, to.unverified_since, step.hold, d.at});
        places.emplace(pair(keys_[d.result], step.blocklist), d.result);
    }
    insert.for_each<std::int64_t, std::string, std::string>(
        s_, std::move(given), [&](auto id, auto key, auto blocklist) {
            results_.at(places.at(pair(std::move(key), std::move(blocklist)))).listing = id;
        });
}

void step_run::update_listings()
{
    using enum value_kind;
    static const set_statement update({{"id", integer},
                                       {"phase", integer},
                                       {"live", integer},
                                       {"confirmed", integer},
                                       {"state", integer},
                                       {"agreeing", integer},
                                       {"counted", integer},
                                       {"resolver", integer},
                                       {"counted_at", integer},
                                       {"ask_again", integer},
                                       {"verified_at", integer},
                                       {"unverified_since", integer},
                                       {"hold", integer},
                                       {"opened_at", integer},
                                       {"closed_at", integer}},
                                      "UPDATE listing SET phase = given.phase, live = given.live, "
                                      "confirmed = given.confirmed, state = given.state, agreeing = given.agreeing, "
                                      "counted = given.counted, resolver = given.resolver, "
                                      "counted_at = given.counted_at, ask_again = given.ask_again, "
                                      "verified_at = given.verified_at, unverified_since = given.unverified_since, "
                                      "hold = given.hold, opened_at = COALESCE(listing.opened_at, given.opened_at), "
                                      "closed_at = given.closed_at FROM given WHERE listing.id = given.id");
    std::vector<sql::parameters> given;
    for (const decided_step& d : decided_) {
        if (d.before == nullptr) continue;
        const listing& to = d.step->to;
        const bool over = to.state == listing_state::clean;
        const bool open = to.state == listing_state::listed || to.state == listing_state::clearing;
        const bool confirmed = d.before->confirmed || open;
        const auto phase = over   ? (confirmed ? listing_phase::closed : listing_phase::dismissed)
                           : open ? listing_phase::open
                                  : listing_phase::suspected;
        const auto opened = open && !d.before->confirmed ? std::optional(d.at) : std::nullopt;
        given.push_back({d.step->listing, static_cast<int>(phase), !over, confirmed, static_cast<int>(to.state),
                         to.agreeing, to.counted, to.resolver, to.counted_at, to.ask_again, to.verified_at,
                         to.unverified_since, d.step->hold, opened, over ? std::optional(d.at) : std::nullopt});
    }
    update.run(s_, std::move(given));
}

void step_run::write_changes()
{
    using enum value_kind;
    static const set_statement insert(
        {{"place", integer},
         {"listing", integer},
         {"account", integer},
         {"at", integer},
         {"what", text},
         {"from_state", integer},
         {"to_state", integer},
         {"hold", integer},
         {"evidence", text}},
        "INSERT INTO listing_change (listing, account, at, what, from_state, to_state, hold, evidence) "
        "SELECT listing, account, at, what, from_state, to_state, hold, evidence FROM given ORDER BY place");
    std::vector<sql::parameters> given;
    std::vector<listing_news> news;
    for (const decided_step& d : decided_) {
        const listing_step& step = *d.step;
        const std::int64_t id = results_[d.result].listing;
        BOOST_ASSERT(id != 0);
        const std::string what = step.what != change::none ? std::string(to_string(step.what))
                                 : step.hold               ? "held"
                                                           : "released";
        given.push_back({d.result, id, d.account, d.at, what, static_cast<int>(step.from),
                         static_cast<int>(step.to.state), step.hold, evidence_text(step.because)});
        news.push_back({.step = &step, .listing = id, .account = d.account, .at = d.at});
    }
    insert.run(s_, std::move(given));
    tell_of_listings(s_, news);
}

}  // namespace

std::vector<step_result> write_steps(soci::session& s, std::span<const listing_step> steps, sys_seconds at)
{
    std::vector<step_result> results;
    results.reserve(steps.size());
    while (!steps.empty()) {
        step_run next(s, steps);
        steps = steps.subspan(next.write(at, results));
    }
    return results;
}

}  // namespace offlist::store
