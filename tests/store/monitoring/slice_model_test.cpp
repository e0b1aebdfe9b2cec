// Whole slices in random histories: what hundreds of steps at once leave in every table, and what is answered of them,
// is what a model does that takes them one after another.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <map>
#include <optional>
#include <random>
#include <store/monitoring/sql_monitor_store.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

std::string written(std::optional<std::int64_t> n)
{
    return n ? std::to_string(*n) : "-";
}

std::string written(std::optional<sys_seconds> t)
{
    return t ? std::to_string((*t - noon).count()) : "-";
}

std::string written(const listing& l)
{
    std::string text;
    for (const int n : {static_cast<int>(l.state), int{l.agreeing}, int{l.counted}, int{l.resolver}})
        text += ' ' + std::to_string(n);
    return text + ' ' + written(l.counted_at) + ' ' + written(l.ask_again) + ' ' + written(l.verified_at) + ' ' +
           written(l.unverified_since);
}

struct kept_listing {
    std::int64_t id = 0;
    std::int64_t account = 0;
    std::string about;
    std::string blocklist;
    int phase = 0;
    bool live = true;
    bool confirmed = false;
    listing now;
    std::optional<std::int64_t> hold;
    sys_seconds first_seen{};
    std::optional<sys_seconds> opened;
    std::optional<sys_seconds> closed;

    [[nodiscard]] std::string text() const
    {
        return std::to_string(id) + " acc" + std::to_string(account) + ' ' + about + ' ' + blocklist + " phase" +
               std::to_string(phase) + (live ? " live" : " over") + (confirmed ? " confirmed" : " never") +
               written(now) + " hold " + written(hold) + " seen " + written(std::optional(first_seen)) + " opened " +
               written(opened) + " closed " + written(closed);
    }
};

// The rules of monitor_store.hpp and sql_monitor_store.hpp, a step after another.
struct slice_model {
    std::map<std::string, std::int64_t> owner;
    std::vector<kept_listing> listings;
    std::vector<std::string> changes;
    std::vector<std::string> events;
    std::map<std::string, std::string> positions;
    std::int64_t last_id = 0;

    step_result apply(const listing_step& st, sys_seconds at)
    {
        if (st.because.asked_at != sys_seconds{}) at = st.because.asked_at;
        kept_listing* is = nullptr;
        for (kept_listing& l : listings)
            if (st.listing == 0 ? l.live && l.about == to_string(st.about) && l.blocklist == st.blocklist
                                : l.id == st.listing)
                is = &l;
        if (is != nullptr && is->now == st.to && is->hold == st.hold) return {is->id, is->account};
        const auto whose = owner.find(to_string(st.about));
        if (whose == owner.end()) return {};
        if (st.listing == 0) {
            if (is != nullptr || st.to.state != listing_state::suspected) return {};
            is = &listings.emplace_back();
            is->id = ++last_id;
            is->account = whose->second;
            is->about = to_string(st.about);
            is->blocklist = st.blocklist;
            is->first_seen = at;
        } else {
            if (is == nullptr || !is->live || is->now.state != st.from || is->account != whose->second) return {};
            move(*is, st.to.state, at);
        }
        is->now = st.to;
        is->hold = st.hold;
        tell(*is, st, at);
        return {is->id, is->account};
    }
    void apply(const listing_touch& t)
    {
        for (kept_listing& l : listings)
            if (l.id == t.listing && l.live && l.now.state == t.now.state) l.now = t.now;
    }
    void apply(const round_position& p)
    {
        positions[p.blocklist + '/' + std::to_string(static_cast<int>(p.kind))] =
            (p.after ? to_string(*p.after) : "-") + ' ' + written(p.at) + ' ' + written(p.round_began);
    }

private:
    static void move(kept_listing& l, listing_state to, sys_seconds at)
    {
        const bool open = to == listing_state::listed || to == listing_state::clearing;
        if (open && !l.confirmed && !l.opened) l.opened = at;
        if (open) l.confirmed = true;
        l.live = to != listing_state::clean;
        l.closed = l.live ? std::nullopt : std::optional(at);
        l.phase = open ? 1 : l.live ? 0 : l.confirmed ? 2 : 3;
    }
    void tell(const kept_listing& l, const listing_step& st, sys_seconds at)
    {
        std::string what(to_string(st.what));
        if (st.what == change::none) what = st.hold ? "held" : "released";
        changes.push_back(std::to_string(l.id) + " acc" + std::to_string(l.account) + ' ' + written(at) + ' ' + what +
                          ' ' + std::to_string(static_cast<int>(st.from)) +
                          std::to_string(static_cast<int>(st.to.state)) + " hold " + written(st.hold) + ' ' +
                          st.because.definition);
        const bool ends = st.what == change::closed || st.what == change::reclassified;
        if (st.hold || (st.what != change::opened && !ends)) return;
        events.push_back((ends ? "listing.closed lst_" : "listing.opened lst_") + std::to_string(l.id) + " acc" +
                         std::to_string(l.account) + ' ' + written(at) + ' ' + st.blocklist + ' ' +
                         to_string(st.about));
    }
};

class slice_model_test : public store_fixture {
protected:
    int worlds = 0;
    std::mt19937 dice;
    std::int64_t accounts[2]{};
    std::vector<std::optional<std::int64_t>> holds{std::nullopt, std::nullopt, std::nullopt};

    int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(dice); }
    bool once_in(int n) { return up_to(n - 1) == 0; }

    // Of one world's own subjects and lists, so that all worlds share a database: ranges, single addresses, a name, and
    // some that nobody owns.
    [[nodiscard]] std::string list(int n) const { return "w" + std::to_string(worlds) + '-' + std::to_string(n); }
    [[nodiscard]] std::string network() const
    {
        return std::to_string(45 + worlds / 250) + '.' + std::to_string(worlds % 250) + '.';
    }
    [[nodiscard]] std::string about(int n) const
    {
        if (n == 7) return "w" + std::to_string(worlds) + ".example.org";
        return network() + std::to_string(n / 256) + '.' + std::to_string(n % 256);
    }

    const kept_listing& any_of(const slice_model& m)
    {
        return m.listings[static_cast<std::size_t>(up_to(static_cast<int>(m.listings.size()) - 1))];
    }
    listing any_state(listing_state state)
    {
        listing l;
        l.state = state;
        l.agreeing = static_cast<std::uint8_t>(up_to(2));
        l.counted = static_cast<std::uint8_t>(up_to(1));
        l.resolver = static_cast<std::uint8_t>(up_to(1));
        l.counted_at = noon + seconds(up_to(3));
        l.ask_again = noon + seconds(up_to(1));
        l.verified_at = noon + seconds(up_to(1));
        if (once_in(3)) l.unverified_since = noon + seconds(up_to(1));
        return l;
    }
    // Mostly of the newest listing of its pair as it stands, or a new one; sometimes nonsense.
    listing_step any_step(const slice_model& m, int subject, int number)
    {
        listing_step st;
        st.about = parse_subject(about(subject)).value();
        st.blocklist = list(up_to(1));
        const kept_listing* last = nullptr;
        for (const kept_listing& l : m.listings)
            if (l.about == to_string(st.about) && l.blocklist == st.blocklist) last = &l;
        if (last != nullptr && (last->live || once_in(4)) && !once_in(6)) st.listing = last->id;
        if (once_in(15)) st.listing = m.last_id + 1 + up_to(1);             // one that nobody knows yet
        if (once_in(15) && !m.listings.empty()) st.listing = any_of(m).id;  // of another pair
        const bool sound = !once_in(6);
        st.from = sound && last != nullptr ? last->now.state : static_cast<listing_state>(up_to(3));
        st.to = any_state(sound && st.listing == 0 ? listing_state::suspected : static_cast<listing_state>(up_to(3)));
        if (last != nullptr && once_in(8)) st.to = last->now;  // as if it had been written before
        constexpr std::array all{change::none,     change::suspected, change::dismissed, change::opened,
                                 change::clearing, change::recurred,  change::closed,    change::reclassified};
        st.what = all[static_cast<std::size_t>(up_to(static_cast<int>(all.size()) - 1))];
        st.hold = holds[static_cast<std::size_t>(once_in(4) ? up_to(2) : 0)];
        if (!once_in(5)) st.because.asked_at = noon + seconds(100 + up_to(50));
        st.because.definition = "step " + std::to_string(number);
        return st;
    }
    // Few subjects that come again and again, or hundreds of different ones.
    slice_record any_record(const slice_model& m, sys_seconds at)
    {
        slice_record r;
        r.at = at;
        const bool wide = once_in(8);
        const int size = wide ? 200 + up_to(400) : once_in(3) ? up_to(60) : up_to(8);
        for (int n = 0; n < size; ++n) r.steps.push_back(any_step(m, wide ? n : up_to(8), n));
        const int touched = once_in(4) ? 240 + up_to(300) : up_to(9);
        for (int n = 0; n < touched && !m.listings.empty(); ++n) {
            const kept_listing& l = any_of(m);
            r.touches.push_back({l.id + (once_in(9) ? 1 : 0),
                                 any_state(once_in(4) ? static_cast<listing_state>(up_to(3)) : l.now.state)});
        }
        const int positions = once_in(6) ? 240 + up_to(50) : up_to(4);
        for (int n = 0; n < positions; ++n) {
            round_position p;
            p.blocklist = list(once_in(2) ? n : up_to(2));
            p.kind = static_cast<subject_kind>(up_to(2));
            if (once_in(2)) p.after = parse_subject(about(up_to(8))).value();
            p.at = noon + seconds(up_to(100));
            p.round_began = noon + seconds(up_to(100));
            r.positions.push_back(std::move(p));
        }
        return r;
    }

    void begin(slice_model& m)
    {
        ++worlds;
        // all of a /22 but for two addresses of it, whose neighbours are single subjects of another account
        const auto owns = [&](std::int64_t account, const std::string& text, int first, int last) {
            (void)add(account, text);
            for (int n = first; n <= last; ++n) m.owner[about(n)] = account;
        };
        owns(accounts[0], network() + "0.0/30", 0, 3);
        owns(accounts[1], about(4), 4, 4);
        owns(accounts[1], about(7), 7, 7);
        owns(accounts[0], network() + "0.16/28", 16, 31);
        owns(accounts[1], network() + "0.64/26", 64, 127);
        owns(accounts[0], network() + "1.0/24", 256, 511);
        owns(accounts[0], about(600), 600, 600);
        m.last_id = number("SELECT COALESCE(MAX(id), 0) FROM listing");
    }
    // Its listings stay as they are: more than a step may see.
    void give_away(slice_model& m, int n, std::optional<std::int64_t> to)
    {
        auto work = [&](soci::session& s) -> parsed<std::int64_t> {
            return sql::run(s, "UPDATE subject SET removed_at = 1 WHERE removed_at IS NULL AND text = :text",
                            {about(n)});
        };
        RC_ASSERT(db->write_now(work).has_value());
        m.owner.erase(about(n));
        if (!to) return;
        (void)add(*to, about(n));
        m.owner[about(n)] = *to;
    }
    std::int64_t number(const std::string& query)
    {
        auto work = [&](soci::session& s) -> parsed<std::int64_t> { return sql::only<std::int64_t>(s, query).value(); };
        return db->read_now(work).value();
    }
    std::vector<std::string> rows(const std::string& query, std::int64_t after)
    {
        auto work = [&](soci::session& s) -> parsed<std::vector<std::string>> {
            std::vector<std::string> all;
            sql::for_each<std::string>(s, query, {after}, [&all](std::string r) { all.push_back(std::move(r)); });
            return all;
        };
        return db->read_now(work).value();
    }
    void compare(const slice_model& m, std::int64_t listing, std::int64_t change, std::int64_t event);
};
INSTANTIATE_TEST_SUITE_P(both, slice_model_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

std::string moment(const std::string& column)
{
    return "COALESCE(CAST(" + column + " - " + std::to_string(noon.time_since_epoch().count()) + " AS TEXT), '-')";
}

std::string joined(const std::vector<std::string>& columns)
{
    std::string text;
    for (const std::string& c : columns) text += (text.empty() ? "" : " || ' ' || ") + c;
    return text;
}

void slice_model_test::compare(const slice_model& m, std::int64_t listing, std::int64_t change, std::int64_t event)
{
    std::vector<std::string> wanted;
    for (const kept_listing& l : m.listings) wanted.push_back(l.text());
    const std::string of_listing = joined({"id",
                                           "'acc' || account",
                                           "subject",
                                           "blocklist",
                                           "'phase' || phase",
                                           "CASE live WHEN 1 THEN 'live' ELSE 'over' END",
                                           "CASE confirmed WHEN 1 THEN 'confirmed' ELSE 'never' END",
                                           "state",
                                           "agreeing",
                                           "counted",
                                           "resolver",
                                           moment("counted_at"),
                                           moment("ask_again"),
                                           moment("verified_at"),
                                           moment("unverified_since"),
                                           "'hold'",
                                           "COALESCE(CAST(hold AS TEXT), '-')",
                                           "'seen'",
                                           moment("first_seen_at"),
                                           "'opened'",
                                           moment("opened_at"),
                                           "'closed'",
                                           moment("closed_at")});
    RC_ASSERT(rows("SELECT " + of_listing + " FROM listing WHERE id > :id ORDER BY id", listing) == wanted);

    auto work = [&](soci::session& s) -> parsed<std::vector<std::string>> {
        std::vector<std::string> all;
        sql::for_each<std::string, std::string>(
            s,
            "SELECT " +
                joined({"listing", "'acc' || account", moment("at"), "what", "from_state || '' || to_state", "'hold'",
                        "COALESCE(CAST(hold AS TEXT), '-')"}) +
                ", evidence FROM listing_change WHERE id > :id ORDER BY id",
            {change}, [&all](std::string r, const std::string& evidence) {
                const std::string key = R"("definition":")";
                const auto from = evidence.find(key) + key.size();
                all.push_back(std::move(r) + ' ' + evidence.substr(from, evidence.find('"', from) - from));
            });
        return all;
    };
    RC_ASSERT(db->read_now(work).value() == m.changes);

    std::vector<std::string> told;
    auto outbox = [&](soci::session& s) -> parsed<int> {
        sql::for_each<std::string, std::string>(
            s,
            "SELECT " + joined({"kind", "object", "'acc' || account", moment("at")}) +
                ", payload FROM outbox WHERE id > :id ORDER BY id",
            {event}, [&told](std::string r, const std::string& payload) {
                const auto field = [&payload](const std::string& name) {
                    const auto from = payload.find('"' + name + "\":\"") + name.size() + 4;
                    return payload.substr(from, payload.find('"', from) - from);
                };
                told.push_back(std::move(r) + ' ' + field("blocklist") + ' ' + field("subject"));
            });
        return 0;
    };
    RC_ASSERT(db->read_now(outbox).has_value());
    RC_ASSERT(told == m.events);

    const auto positions = rows(
        "SELECT " +
            joined({"blocklist || '/' || kind", "COALESCE(after_subject, '-')", moment("at"), moment("round_began")}) +
            " FROM round_position WHERE blocklist LIKE 'w' || :world || '-%' ORDER BY blocklist, kind",
        worlds);
    std::vector<std::string> stand;
    for (const auto& [course, where] : m.positions) stand.push_back(course + ' ' + where);
    RC_ASSERT(positions == stand);
}

TEST_P(slice_model_test, a_slice_is_written_as_if_a_step_after_another)
{
    accounts[0] = make_account();
    accounts[1] = make_account();
    sql_monitor_store store(*db);
    for (std::size_t n = 1; n < holds.size(); ++n)
        holds[n] =
            test::await(io,
                        store.keep_back({.id = 0, .blocklist = "alpha", .subjects = 30, .accounts = 3, .began = noon}))
                .value();
    EXPECT_TRUE(rc::check("slices", [&] {
        dice.seed(*rc::gen::arbitrary<std::uint32_t>());
        slice_model m;
        begin(m);
        const auto listing = m.last_id;
        const auto change = number("SELECT COALESCE(MAX(id), 0) FROM listing_change");
        const auto event = number("SELECT COALESCE(MAX(id), 0) FROM outbox");
        std::optional<slice_record> before;
        const int records = 1 + up_to(4);
        for (int n = 0; n < records; ++n) {
            if (once_in(5)) give_away(m, once_in(2) ? 4 : 7, once_in(2) ? std::optional(accounts[0]) : std::nullopt);
            const bool twice = before && once_in(4);  // its fate was not known
            const slice_record r = twice ? *before : any_record(m, noon + seconds(1000 + n));
            const auto is = test::await(io, store.record(r)).value();
            RC_ASSERT(is.steps.size() == r.steps.size());
            for (std::size_t i = 0; i < r.steps.size(); ++i) {
                const step_result wanted = m.apply(r.steps[i], r.at);
                RC_ASSERT(is.steps[i].listing == wanted.listing);
                RC_ASSERT(is.steps[i].account == wanted.account);
            }
            for (const listing_touch& t : r.touches) m.apply(t);
            for (const round_position& p : r.positions) m.apply(p);
            before = r;
        }
        compare(m, listing, change, event);
    }));
}

}  // namespace
}  // namespace offlist::store
