// The outbox as those read it who are told of ids alone, on both databases.
#include <gmock/gmock.h>

#include <store/notices/event_reader.hpp>
#include <store/notices/outbox.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class event_reader_test : public store_fixture {
protected:
    std::int64_t happened(std::optional<std::int64_t> account, const std::string& object,
                          std::chrono::sys_seconds at = noon)
    {
        const notify::event what{.id = 0,
                                 .kind = object == "whk_1" ? "webhook.test" : "listing.opened",
                                 .account = account,
                                 .account_id = {},
                                 .object = object,
                                 .payload = "{}",
                                 .at = at};
        return db->write_now([&](soci::session& s) -> parsed<std::int64_t> { return add_event(s, what); }).value();
    }
    template <class Read>
    events_behind read(Read how)
    {
        return db
            ->read_now([&](soci::session& s) -> parsed<events_behind> {
                return {boost::system::in_place_value, how(s)};
            })
            .value();
    }
    static std::vector<std::string> objects(const std::vector<told_event>& events)
    {
        std::vector<std::string> found;
        for (const told_event& e : events) found.push_back(e.object);
        return found;
    }
};
INSTANTIATE_TEST_SUITE_P(both, event_reader_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

TEST_P(event_reader_test, what_is_behind_a_place_and_where_the_newest_is)
{
    EXPECT_EQ(read([](soci::session& s) { return events_after(s, 12, 0, 10); }).newest, 0);
    const std::int64_t first = happened(12, "lst_1");
    happened(13, "lst_2");
    happened(std::nullopt, "alpha");
    happened(12, "lst_3");
    const std::int64_t test = happened(12, "whk_1");
    const auto own = read([&](soci::session& s) { return events_after(s, 12, first, 10); });
    EXPECT_THAT(objects(own.items), ElementsAre("lst_3"));
    EXPECT_EQ(own.newest, test) << "of whomever, so that nothing is looked at twice";
    const auto all = read([](soci::session& s) { return events_after(s, std::nullopt, 0, 3); });
    EXPECT_THAT(objects(all.items), ElementsAre("lst_1", "lst_2", "alpha"));
    EXPECT_EQ(all.items.at(2).account, std::nullopt);
    EXPECT_EQ(all.items.at(0).at, noon);
}

TEST_P(event_reader_test, what_happened_since_a_moment_oldest_first)
{
    using std::chrono::seconds;
    happened(12, "lst_1", noon - seconds(31));
    happened(12, "lst_2", noon - seconds(30));
    happened(13, "lst_3", noon);
    happened(12, "lst_4", noon);
    const auto since = [&](std::int64_t account, int most) {
        return read([&](soci::session& s) { return events_since(s, account, noon - seconds(30), most); });
    };
    EXPECT_THAT(objects(since(12, 10).items), ElementsAre("lst_2", "lst_4"));
    EXPECT_THAT(objects(since(12, 1).items), ElementsAre("lst_4")) << "the newest";
    EXPECT_THAT(objects(since(14, 10).items), IsEmpty());
}

TEST_P(event_reader_test, pages_go_on_behind_the_last_row)
{
    for (int n = 1; n <= 3; ++n) happened(12, "lst_" + std::to_string(n));
    const auto page = [&](std::int64_t after, const page_request& which) {
        return db->read_now([&](soci::session& s) { return event_page(s, 12, after, which); });
    };
    const auto first = page(0, {.cursor = {}, .limit = 2});
    ASSERT_TRUE(first);
    EXPECT_THAT(objects(first->items), ElementsAre("lst_1", "lst_2"));
    ASSERT_TRUE(first->next);
    const auto second = page(0, {.cursor = first->next, .limit = 2});
    EXPECT_THAT(objects(second->items), ElementsAre("lst_3"));
    EXPECT_FALSE(second->next);
    EXPECT_FALSE(page(0, {.cursor = "x", .limit = 2}));
}

}  // namespace
}  // namespace offlist::store
