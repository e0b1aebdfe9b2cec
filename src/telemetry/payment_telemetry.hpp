// payment_telemetry.hpp: what payments tell, as log lines and metrics.
//
// Belongs to the daemon's thread. Amounts and ids are told; nothing of a payer, and no secret, gets here.
#pragma once
#include <services/payments/payment_observer.hpp>

namespace offlist::telemetry {

class metrics;

class payment_telemetry final : public services::payment_observer {
public:
    explicit payment_telemetry(metrics& counts) : counts_(counts) {}

    void payment_moved(const payment& now, payment_state before, std::int64_t came_cents,
                       std::int64_t surcharge_cents) override;
    void money_unmatched(std::string_view gateway, std::string_view external_id, std::int64_t cents) override;
    void webhook_done(std::string_view gateway, std::string_view kind, bool acted) override;
    void webhook_refused(std::string_view gateway, refused_webhook why) override;
    void gateway_failed(std::string_view gateway, const gateway_failure& why) override;
    void suspense_claimed(std::string_view gateway, std::string_view external_id, std::int64_t taken_cents,
                          std::int64_t wanted_cents) override;
    void reconciled(std::string_view gateway, std::int64_t mended, std::int64_t unexplained, bool to_the_end) override;

private:
    metrics& counts_;
};

}  // namespace offlist::telemetry
