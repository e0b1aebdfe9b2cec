#include "telemetry/payment_telemetry.hpp"

#include <accounts/account.hpp>

#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace offlist::telemetry {

void payment_telemetry::payment_moved(const payment& now, payment_state before, std::int64_t came_cents,
                                      std::int64_t surcharge_cents)
{
    const std::string state(to_string(now.state));
    if (now.state != before) counts_.payment_moved(now.gateway, state);
    const std::string id = order_of(now.id);
    const std::string account = public_id("acc", now.account);
    const std::string asked = to_string(now.amount);
    const bool came = came_cents > 0;
    const std::string credited = came ? to_string(money{came_cents - surcharge_cents, now.amount.in}) : "none";
    const std::string surcharge = came ? to_string(money{surcharge_cents, now.amount.in}) : "none";
    std::string text = "payment " + state;
    if (came) text += ": credited " + credited + (surcharge_cents > 0 ? ", surcharge " + surcharge : "");
    const log_fields fields{
        {"payment", id},  {"account", account}, {"gateway", now.gateway}, {"method", to_string(now.method)},
        {"state", state}, {"amount", asked},    {"credited", credited},   {"surcharge", surcharge}};
    if (now.state == payment_state::disputed || now.state == payment_state::lost)
        log_warning(text, fields);
    else
        log_detail(text, fields);
}

void payment_telemetry::money_unmatched(std::string_view gateway, std::string_view external_id, std::int64_t cents)
{
    counts_.payment_moved(gateway, "unmatched");
    const std::string amount = std::to_string(cents);
    log_warning("money came that belongs to no payment of ours: it is in suspense, for staff to look at",
                {{"gateway", gateway}, {"external_id", external_id}, {"minor_units", amount}});
}

void payment_telemetry::suspense_claimed(std::string_view gateway, std::string_view external_id,
                                         std::int64_t taken_cents, std::int64_t wanted_cents)
{
    counts_.payment_moved(gateway, "unmatched-claimed");
    const std::string taken = std::to_string(taken_cents);
    const std::string wanted = std::to_string(wanted_cents);
    log_warning(
        "money that belongs to no payment of ours is wanted back: suspense gives it, also where staff has moved "
        "it to an account, which staff must then charge",
        {{"gateway", gateway}, {"external_id", external_id}, {"taken", taken}, {"wanted", wanted}});
}

void payment_telemetry::webhook_done(std::string_view gateway, std::string_view kind, bool acted)
{
    counts_.webhook(gateway, acted ? "done" : "failed");
    log_debug(acted ? "webhook acted on" : "webhook kept, not acted on yet", {{"gateway", gateway}, {"kind", kind}});
}

void payment_telemetry::webhook_refused(std::string_view gateway, refused_webhook why)
{
    counts_.webhook(gateway, to_string(why));
    log_debug("webhook refused", {{"gateway", gateway}, {"why", to_string(why)}});
}

void payment_telemetry::gateway_failed(std::string_view gateway, const gateway_failure& why)
{
    counts_.gateway_failed(gateway);
    log_warning("a gateway did not do what it was asked: " + why.what, {{"gateway", gateway}});
}

void payment_telemetry::reconciled(std::string_view gateway, std::int64_t mended, std::int64_t unexplained,
                                   bool to_the_end)
{
    counts_.reconciled(gateway, mended, unexplained, to_the_end);
    const std::string put_right = std::to_string(mended);
    const std::string left = std::to_string(unexplained);
    const log_fields fields{{"gateway", gateway}, {"mended", put_right}, {"unexplained", left}};
    if (mended + unexplained == 0)
        log_detail("a gateway was reconciled: nothing differs", fields);
    else
        log_warning("a gateway was reconciled, and the books differed: GET /v1/reconciliations tells how", fields);
}

}  // namespace offlist::telemetry
