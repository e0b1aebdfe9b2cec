// Which index each documented filter walks, as SQLite itself explains it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <store/monitoring/listing_query.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class listing_query_test : public store_fixture {
protected:
    // The lines of the plan for `listing`, one text.
    std::string plan(const listing_filter& filter, const viewer& who, range_walk way,
                     direction order = direction::newest_first)
    {
        auto work = [&](soci::session& s) -> parsed<std::string> {
            const place newest{.at = 2'000'000'000, .id = 1'000'000};
            auto q = query_of(filter, who, newest, 101, way, order);
            if (!q) return q.error();
            std::string lines;
            sql::for_each<int, int, int, std::string>(
                s, "EXPLAIN QUERY PLAN SELECT id FROM listing " + q->text, q->given,
                [&](int, int, int, const std::string& line) { lines += (lines.empty() ? "" : "; ") + line; });
            return {boost::system::in_place_value, lines};
        };
        return db->read_now(work).value();
    }
};
INSTANTIATE_TEST_SUITE_P(of, listing_query_test, testing::Values(backend::sqlite), backend_name);

constexpr unsigned filters = 64;

listing_filter filter_of(unsigned bits)
{
    listing_filter f;
    if ((bits & 1U) != 0) f.account = 3;
    if ((bits & 2U) != 0) f.blocklist = {"alpha"};
    if ((bits & 4U) != 0) f.phase = {listing_phase::closed};
    if ((bits & 8U) != 0) f.from = noon;
    if ((bits & 16U) != 0) f.to = noon + std::chrono::hours(24);
    if ((bits & 32U) != 0) f.subject = "198.41.0.4";
    return f;
}

TEST_P(listing_query_test, every_filter_walks_an_index_in_the_order_of_its_page)
{
    for (unsigned bits = 0; bits < 4 * filters; ++bits) {
        const bool staff = (bits & filters) != 0;
        const auto order = (bits & 2 * filters) != 0 ? direction::newest_first : direction::oldest_first;
        const auto f = filter_of(bits);
        const auto p = plan(f, {.staff = staff, .account = 3}, range_walk::by_key, order);
        SCOPED_TRACE("filter " + std::to_string(bits) + (staff ? ", staff: " : ", customer: ") + p);
        EXPECT_THAT(p, StartsWith("SEARCH listing USING "));
        EXPECT_THAT(p, Not(HasSubstr("TEMP B-TREE")));
        EXPECT_THAT(p, Not(HasSubstr("SCAN")));
        const bool account = f.account || !staff;
        std::string name = "listing";
        if (f.subject)
            name += "_by_subject";
        else if (account || !f.blocklist.empty() || !f.phase.empty())
            name += std::string("_by") + (account ? "_account" : "") + (!f.blocklist.empty() ? "_list" : "") +
                    (!f.phase.empty() ? "_phase" : "");
        else
            name += "_newest";
        EXPECT_THAT(p, HasSubstr("INDEX " + name + " "));
    }
}

TEST_P(listing_query_test, a_small_range_is_sorted_and_a_large_one_is_walked_in_time)
{
    for (unsigned bits = 0; bits < filters / 2; ++bits)
        for (const bool staff : {true, false}) {
            auto f = filter_of(bits);
            f.subject = "198.41.0.0/24";
            const viewer who{.staff = staff, .account = 3};
            const auto small = plan(f, who, range_walk::by_key);
            EXPECT_THAT(small, HasSubstr("INDEX listing_by_subject (subject_key>? AND subject_key<?)")) << bits;
            EXPECT_THAT(small, Not(HasSubstr("SCAN"))) << bits;
            const auto large = plan(f, who, range_walk::by_time);
            EXPECT_THAT(large, StartsWith("SEARCH listing USING INDEX listing_")) << bits;
            EXPECT_THAT(large, Not(AnyOf(HasSubstr("listing_by_subject"), HasSubstr("TEMP B-TREE")))) << bits;
        }
}

}  // namespace
}  // namespace offlist::store
