// What the daemon's configuration and lists come to, and what of it takes a restart.
#include <gmock/gmock.h>

#include <config/overrides.hpp>
#include <config/service_settings.hpp>
#include <delisting/terms.hpp>
#include <functional>
#include <utility>

#include "support/small_world.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(service_settings, name_everything_that_is_wrong_at_once)
{
    test::small_world w;
    overrides from;
    from.config = w.write("offlist.toml",
                          "[lists]\ndirectory = \"no-lists\"\n[prices]\nfile = \"no-prices.toml\"\n"
                          "[resolver]\nservers = [\"127.0.0.1\"]\n");
    from.resolvers = {"nowhere"};
    const auto read = read_service_settings(from);
    ASSERT_FALSE(read);
    std::string told;
    for (const problem& p : read.error()) told += p.to_string() + '\n';
    EXPECT_THAT(told, testing::AllOf(HasSubstr("no-lists"), HasSubstr("no-prices.toml"), HasSubstr("nowhere")));
}

using change_of = std::function<void(service_settings&)>;

// A section each, in the order of the file. Those that a reload takes up are not named.
TEST(service_settings, know_of_every_section_whether_it_takes_a_restart)
{
    const std::pair<change_of, std::vector<std::string>> changes[] = {
        {[](service_settings& s) { s.store.url = "sqlite:other"; }, {"[store]"}},
        {[](service_settings& s) { s.with.service.store.readers = 7; }, {"[store]"}},
        {[](service_settings& s) { s.with.service.http.listen.port(1); }, {"[http] listen"}},
        {[](service_settings& s) { s.with.service.http.internal.emplace(); }, {"[http] internal"}},
        {[](service_settings& s) { s.with.service.http.tls_key = "k"; },
         {"[http] tls_certificate and tls_key (their content is read again)"}},
        {[](service_settings& s) { s.with.service.http.trusted_proxies = {"::1"}; }, {"[http] trusted_proxies"}},
        {[](service_settings& s) { s.with.service.http.metrics_open = true; }, {"[http] metrics"}},
        {[](service_settings& s) { s.resolvers.tries = 9; }, {"[resolver]"}},
        {[](service_settings& s) { s.with.lists.enable = {"a"}; }, {}},
        {[](service_settings& s) { s.with.sweep.interval = 1h; }, {"[sweep]"}},
        {[](service_settings& s) { s.with.sweep.confirm_after = 1h; }, {"[sweep]"}},
        {[](service_settings& s) { s.with.sweep.allow_special_addresses = true; }, {"[sweep]"}},
        {[](service_settings& s) { s.budget_file = "b"; }, {"[sweep]"}},
        {[](service_settings& s) { s.with.service.delisting.spacing = 1h; }, {}},
        {[](service_settings& s) { s.with.service.prices.file = "p"; }, {}},
        {[](service_settings& s) { s.with.service.mail.emplace(); }, {"[mail]"}},
        {[](service_settings& s) { s.with.service.payments.most = 1; }, {"[payments]"}},
        {[](service_settings& s) { s.with.service.gateways.stripe.emplace(); }, {"[gateways]"}},
        {[](service_settings& s) { s.with.service.webhooks.per_account = 1; }, {"[webhooks]"}},
        {[](service_settings& s) { s.with.service.console.name = "Host"; }, {"[console]"}},
        {[](service_settings& s) { s.with.service.log.level = log_level::debug; }, {}},
        {[](service_settings& s) { s.with.service.drain = 1s; }, {}},
    };
    for (const auto& [change, wanted] : changes) {
        service_settings next;
        change(next);
        EXPECT_EQ(needing_restart(service_settings{}, next), wanted);
    }
    EXPECT_TRUE(needing_restart(service_settings{}, service_settings{}).empty());
}

}  // namespace
}  // namespace offlist::config
