#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <monitor/scenario.hpp>
#include <support/places.hpp>

namespace offlist::test {
namespace {

const std::filesystem::path scenarios = in_tree("tests/scenarios/monitor");

std::vector<std::string> names()
{
    std::vector<std::string> all;
    for (const auto& file : std::filesystem::directory_iterator(scenarios))
        if (file.path().extension() == ".txt") all.push_back(file.path().stem().string());
    std::sort(all.begin(), all.end());
    return all;
}

class monitor_scenario : public testing::TestWithParam<std::string> {};

TEST_P(monitor_scenario, is_as_expected)
{
    for (const std::string& fault : run_monitor_scenario(scenarios / (GetParam() + ".txt"))) ADD_FAILURE() << fault;
}

INSTANTIATE_TEST_SUITE_P(of, monitor_scenario, testing::ValuesIn(names()), [](const auto& of) { return of.param; });

}  // namespace
}  // namespace offlist::test
