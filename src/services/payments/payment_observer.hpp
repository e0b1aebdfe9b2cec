// payment_observer.hpp: the port through which payments tell what becomes of them, for metrics and logs.
//
// Called on the thread of the payment service, in the middle of its work: an implementation must be quick.
#pragma once
#include <billing/payment_gateway.hpp>
#include <cstdint>
#include <string_view>

namespace offlist::services {

/// Port: what the payment service tells. Names are literals or names of gateways.
class payment_observer {
public:
    virtual ~payment_observer() = default;
    /// `came_cents` came with it, the surcharge included; 0: none, or not for its account.
    virtual void payment_moved(const payment& now, payment_state before, std::int64_t came_cents,
                               std::int64_t surcharge_cents) = 0;
    /// Money that nobody could be matched to went to suspense.
    virtual void money_unmatched(std::string_view gateway, std::string_view external_id, std::int64_t cents) = 0;
    /// Claims take, or are new and want, money that belongs to no payment of ours: suspense gives it, whether or not
    /// staff has left it there.
    virtual void suspense_claimed(std::string_view gateway, std::string_view external_id, std::int64_t taken_cents,
                                  std::int64_t wanted_cents) = 0;
    virtual void webhook_done(std::string_view gateway, std::string_view kind, bool acted) = 0;
    virtual void webhook_refused(std::string_view gateway, refused_webhook why) = 0;
    virtual void gateway_failed(std::string_view gateway, const gateway_failure& why) = 0;
    /// A gateway was held against the books, to the end or until it failed; so much differed.
    virtual void reconciled(std::string_view gateway, std::int64_t mended, std::int64_t unexplained,
                            bool to_the_end) = 0;
};

}  // namespace offlist::services
