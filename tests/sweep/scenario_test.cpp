#include <gtest/gtest.h>

#include <algorithm>
#include <support/places.hpp>
#include <sweep/scenario.hpp>

namespace offlist::test {
namespace {

std::vector<std::string> scenario_names()
{
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(in_tree("tests/scenarios")))
        if (file.path().extension() == ".txt") names.push_back(file.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

class scenario : public testing::TestWithParam<std::string> {};

TEST_P(scenario, is_as_expected)
{
    const auto file = std::filesystem::path(in_tree("tests/scenarios")) / (GetParam() + ".txt");
    for (const std::string& fault : run_scenario(file)) ADD_FAILURE() << fault;
}

INSTANTIATE_TEST_SUITE_P(sweep, scenario, testing::ValuesIn(scenario_names()), [](const auto& of) { return of.param; });

TEST(scenarios, are_there)
{
    EXPECT_GE(scenario_names().size(), 15U);
}

}  // namespace
}  // namespace offlist::test
