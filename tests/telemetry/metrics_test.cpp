// What Prometheus reads: every state that a list may be in has its series, and a list that is gone has none.
#include <gmock/gmock.h>

#include <monitor/monitor.hpp>
#include <telemetry/metrics.hpp>

namespace offlist::telemetry::test {
namespace {

using testing::HasSubstr;
using testing::Not;

monitor_status with_one_list(list_state health)
{
    monitor_status now;
    now.lists.emplace_back();
    now.lists.back().blocklist = "alpha";
    now.lists.back().health = health;
    return now;
}

std::string series(list_state s, int value)
{
    return "offlist_blocklist_health{blocklist=\"alpha\",state=\"" + std::string(to_string(s)) + "\"} " +
           std::to_string(value) + '\n';
}

TEST(metrics, show_a_list_in_exactly_one_of_its_five_states)
{
    constexpr list_state all[] = {list_state::unused, list_state::healthy, list_state::unhealthy,
                                  list_state::unverified, list_state::untested};
    metrics counts;
    for (const list_state in : all) {
        const std::string text = counts.text(with_one_list(in), true);
        for (const list_state s : all) EXPECT_THAT(text, HasSubstr(series(s, s == in ? 1 : 0))) << to_string(in);
    }
}

TEST(metrics, show_nothing_of_a_list_that_is_asked_no_more)
{
    metrics counts;
    (void)counts.text(with_one_list(list_state::untested), true);
    EXPECT_THAT(counts.text(monitor_status{}, true), Not(HasSubstr("alpha")));
}

TEST(metrics, say_whether_the_daemon_is_ready)
{
    metrics counts;
    EXPECT_THAT(counts.text(monitor_status{}, true), HasSubstr("offlist_ready 1\n"));
    EXPECT_THAT(counts.text(monitor_status{}, false), HasSubstr("offlist_ready 0\n"));
}

}  // namespace
}  // namespace offlist::telemetry::test
