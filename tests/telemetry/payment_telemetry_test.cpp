// What the log tells of money.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <telemetry/log.hpp>
#include <telemetry/metrics.hpp>
#include <telemetry/payment_telemetry.hpp>

namespace offlist::telemetry {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string told(std::int64_t came_cents, std::int64_t surcharge_cents)
{
    payment now;
    now.id = 3;
    now.account = 7;
    now.gateway = "stripe";
    now.amount = {7000, *parse_currency("USD")};
    now.surcharge = 210;
    now.state = payment_state::settled;
    metrics counts;
    payment_telemetry log(counts);
    testing::internal::CaptureStderr();
    start_service_log({});
    log.payment_moved(now, payment_state::created, came_cents, surcharge_cents);
    return testing::internal::GetCapturedStderr();
}

TEST(payment_log, says_what_was_credited_with_the_surcharge_apart)
{
    EXPECT_THAT(told(7210, 210),
                AllOf(HasSubstr("payment settled: credited 70.00 USD, surcharge 2.10 USD payment=pay_3 account=acc_7"),
                      HasSubstr("credited=\"70.00 USD\" surcharge=\"2.10 USD\"")));
    EXPECT_THAT(told(7000, 0),
                AllOf(HasSubstr("payment settled: credited 70.00 USD payment="), HasSubstr("\"0.00 USD\"")));
    EXPECT_THAT(told(0, 0), AllOf(HasSubstr("payment settled payment=pay_3"), Not(HasSubstr("\"0.00"))));
}

}  // namespace
}  // namespace offlist::telemetry
