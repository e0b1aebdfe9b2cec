// `offlist doctor` before each real resolver: it finds the fault, and says it in the resolver's own words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <support/resolver_table.hpp>

#include "support/small_world.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class doctor : public testing::TestWithParam<std::size_t> {
protected:
    void SetUp() override
    {
        for (const char* id : {"alpha", "beta"}) w.add_dead_list(id);
    }
    small_world w;  // its own server is asked by nobody
};

std::vector<std::size_t> all_cases()
{
    std::vector<std::size_t> numbers(resolver_table().size());
    for (std::size_t n = 0; n < numbers.size(); ++n) numbers[n] = n;
    return numbers;
}

std::string case_name(const testing::TestParamInfo<std::size_t>& info)
{
    return resolver_table()[info.param].test_name();
}

INSTANTIATE_TEST_SUITE_P(resolvers, doctor, testing::ValuesIn(all_cases()), case_name);

TEST_P(doctor, names_the_fault_of_a_resolver)
{
    const std::string entry = ":127.0.0.2:spam\n127.0.0.2\n";
    const rbldnsd server({{"alpha.test", "ip4set", entry}, {"beta.test", "ip4set", entry}});
    const resolver_case& of = resolver_table()[GetParam()];
    const auto resolver = of.start({{"alpha.test", server.endpoint()}, {"beta.test", server.endpoint()}});

    std::vector<std::string> words{"--json"};
    // whoever never answers need not be waited for
    if (of.fate == resolver_fate::silent) words.insert(words.end(), {"--timeout", "50ms", "--tries", "1"});
    program_call call = w.call("doctor", words);
    *(std::find(call.arguments.begin(), call.arguments.end(), "--resolver") + 1) = address_of(resolver->endpoint());
    const program_result told = run_program(call);
    std::string of_it;  // whatever is wrong with it
    for (const std::string& line : told.lines()) {
        const auto json = nlohmann::json::parse(line);
        if (json["about"] != "resolver " + address_of(resolver->endpoint()) || json["status"] == "ok") continue;
        of_it += json["what"].get<std::string>() + " -> " + json.value("advice", std::string()) + '\n';
    }
    if (of.fate == resolver_fate::right)
        EXPECT_THAT(of_it, IsEmpty());
    else
        EXPECT_THAT(of_it, HasSubstr(of.why)) << told.out;
    EXPECT_THAT(told.out, HasSubstr("\"lists\"")) << told.err;
}

}  // namespace
}  // namespace offlist::test
