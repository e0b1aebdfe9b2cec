// Random lives of the paid half. OFFLIST_LIFE_HISTORIES says how many (1000 for all), OFFLIST_LIFE_SEED which is first.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

#include "store/money/money_life.hpp"
#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

constexpr int events = 200;

std::uint64_t number_from(const char* name, std::uint64_t otherwise)
{
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class money_life_test : public testing::TestWithParam<backend> {};

TEST_P(money_life_test, no_cent_is_lost_or_made_whatever_happens)
{
    const bool sqlite = GetParam() == backend::sqlite;
    const std::uint64_t histories = number_from("OFFLIST_LIFE_HISTORIES", sqlite ? 10 : 2);
    const std::uint64_t first = number_from("OFFLIST_LIFE_SEED", 1);
    std::map<std::string, int> done;
    for (std::uint64_t seed = first; seed < first + histories; ++seed) {
        std::string pattern = (std::filesystem::temp_directory_path() / "offlist-life-XXXXXX").string();
        const std::filesystem::path folder = ::mkdtemp(pattern.data());
        {
            money_life life(
                sqlite ? "sqlite:" + (folder / "s.db").string() : test::postgres::instance().fresh_database(), seed);
            for (int i = 0; i < events && life.wrong().empty(); ++i) {
                life.step();
                for (const std::string& what : life.wrong())
                    ADD_FAILURE() << "OFFLIST_LIFE_SEED=" << seed << ", event " << i << ": " << what;
            }
            life.finish();
            for (const std::string& what : life.wrong()) ADD_FAILURE() << "OFFLIST_LIFE_SEED=" << seed << ": " << what;
            for (const auto& [what, times] : life.done()) done[what] += times;
        }
        std::filesystem::remove_all(folder);
        if (HasFailure()) break;
    }
    // a life in which nothing happens proves nothing
    for (const char* what : {"payment",
                             "payment told twice",
                             "order",
                             "order refused",
                             "order that waits for funds",
                             "cancel",
                             "cancel refused",
                             "adjustment",
                             "dispute lost",
                             "dispute that moves nothing",
                             "dispute won after it was lost",
                             "claim",
                             "outcome",
                             "stale outcome refused",
                             "answer",
                             "put back",
                             "ended by staff",
                             "correction refused",
                             "a lease or a cap ran out",
                             "restart",
                             "power cut"}) {
        const bool rare = what == std::string_view("dispute won after it was lost");  // in short lives
        if (!rare || histories >= 10) {
            EXPECT_GT(done[what], 0) << what;
        }
    }
    for (const auto& [what, times] : done) std::cout << what << ": " << times << '\n';
}

INSTANTIATE_TEST_SUITE_P(stores, money_life_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

}  // namespace
}  // namespace offlist::store
