// Listing steps in random histories: the SQL store of either backend does what a model of a page of code does.
#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <map>
#include <optional>
#include <store/monitoring/sql_monitor_store.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using std::chrono::seconds;

struct model_listing {
    std::int64_t id = 0;
    std::string about;
    listing now;
    std::optional<std::int64_t> hold;
    bool live = true;
    int changes = 0;
};

// The rules of monitor_store.hpp and sql_monitor_store.hpp, over a vector.
class listings_model {
public:
    std::map<std::string, std::int64_t> owner;
    std::vector<model_listing> all;

    /// What is expected of the step: the listing, a new one (-1), or refused (none).
    std::optional<std::int64_t> apply(const listing_step& st)
    {
        const std::string about = to_string(st.about);
        model_listing* const is = find(st);
        if (is != nullptr && is->now == st.to && is->hold == st.hold) return is->id;  // written before
        if (owner.count(about) == 0 || (st.listing == 0) == (is != nullptr)) return std::nullopt;
        if (is != nullptr && (!is->live || is->now.state != st.from)) return std::nullopt;
        if (is == nullptr && st.to.state != listing_state::suspected) return std::nullopt;
        if (is == nullptr) {
            all.push_back({-1, about, st.to, st.hold, true, 1});
            return -1;
        }
        is->now = st.to;
        is->hold = st.hold;
        is->live = st.to.state != listing_state::clean;
        ++is->changes;
        return is->id;
    }
    void remove(const std::string& about)
    {
        owner.erase(about);
        for (model_listing& l : all) {
            if (l.about != about || !l.live) continue;
            l.live = false;
            l.now.state = listing_state::clean;
            ++l.changes;
        }
    }

private:
    model_listing* find(const listing_step& st)
    {
        for (model_listing& l : all)
            if (st.listing == 0 ? l.live && l.about == to_string(st.about) : l.id == st.listing) return &l;
        return nullptr;
    }
};

class steps_model : public store_fixture {
protected:
    int worlds = 0;

    // Of one world's own subjects, so that all worlds may share a database.
    [[nodiscard]] std::string about(int n) const
    {
        return "198.41." + std::to_string(worlds % 250) + '.' + std::to_string(4 * (worlds / 250) + n + 1);
    }
    listing_step any_step(const listings_model& m, int moment)
    {
        listing_step st;
        st.about = parse_subject(about(*rc::gen::inRange(0, 3))).value();
        st.blocklist = "alpha";
        const model_listing* last = nullptr;
        for (const model_listing& l : m.all)
            if (l.about == to_string(st.about)) last = &l;
        // mostly of the newest listing as it stands, sometimes nonsense
        if (last != nullptr && *rc::gen::inRange(0, 6) > 0 && (last->live || *rc::gen::inRange(0, 3) == 0))
            st.listing = last->id;
        const bool sound = *rc::gen::inRange(0, 5) > 0;
        st.from = sound && last != nullptr && st.listing != 0 ? last->now.state
                                                              : static_cast<listing_state>(*rc::gen::inRange(0, 4));
        st.to.state =
            st.listing == 0 && sound ? listing_state::suspected : static_cast<listing_state>(*rc::gen::inRange(0, 4));
        st.to.counted_at = noon + seconds(moment);
        st.to.agreeing = static_cast<std::uint8_t>(*rc::gen::inRange(0, 3));
        st.what = st.to.state == listing_state::clean ? change::closed : change::opened;
        st.because.asked_at = noon + seconds(moment);
        return st;
    }
    void compare(const listings_model& m)
    {
        auto work = [&](soci::session& s) -> parsed<int> {
            for (const model_listing& l : m.all) {
                const auto row =
                    sql::one<int, bool, int>(s, "SELECT state, live, agreeing FROM listing WHERE id = :id", {l.id});
                RC_ASSERT(row.has_value());
                RC_ASSERT(std::get<0>(*row) == static_cast<int>(l.now.state));
                RC_ASSERT(std::get<1>(*row) == l.live);
                RC_ASSERT(std::get<2>(*row) == l.now.agreeing);
                RC_ASSERT(sql::only<int>(s, "SELECT COUNT(*) FROM listing_change WHERE listing = :id", {l.id}) ==
                          l.changes);
            }
            return 0;
        };
        RC_ASSERT(db->read_now(work).has_value());
    }
};
INSTANTIATE_TEST_SUITE_P(both, steps_model, testing::Values(backend::sqlite, backend::postgresql), backend_name);

TEST_P(steps_model, the_store_does_what_the_model_does)
{
    const auto mine = make_account();
    sql_monitor_store store(*db);
    subject_table subjects(*db);
    EXPECT_TRUE(rc::check("steps of listings", [&] {
        ++worlds;
        listings_model m;
        std::map<std::string, std::int64_t> ids;
        for (int n = 0; n < 3; ++n) {
            ids[about(n)] = add(mine, about(n)).subject.id;
            m.owner[about(n)] = mine;
        }
        std::optional<slice_record> before;
        const int records = *rc::gen::inRange(1, 12);
        for (int moment = 1; moment <= records; ++moment) {
            if (*rc::gen::inRange(0, 12) == 0) {
                const std::string gone = about(*rc::gen::inRange(0, 3));
                if (m.owner.count(gone) != 0)
                    RC_ASSERT(test::await(io, subjects.remove(ids[gone], std::nullopt, staff())).value());
                m.remove(gone);
            }
            slice_record r;
            r.at = noon + seconds(moment);
            r.steps.push_back(any_step(m, moment));
            const bool twice = before && *rc::gen::inRange(0, 6) == 0;
            if (twice) r = *before;  // its fate was not known
            const auto is = test::await(io, store.record(r)).value().steps.at(0).listing;
            const auto wanted = m.apply(r.steps.at(0));
            RC_ASSERT((is != 0) == wanted.has_value());
            if (wanted == -1) m.all.back().id = is;
            if (wanted) RC_ASSERT(is == (wanted == -1 ? m.all.back().id : *wanted));
            before = r;
        }
        compare(m);
    }));
}

}  // namespace
}  // namespace offlist::store
