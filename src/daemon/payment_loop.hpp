// payment_loop.hpp: payments with their gateways, and the looks at what webhooks may have failed to tell.
//
// Belongs to the daemon's thread; what leaves does so on a thread of its own (outbound/transfer_loop.hpp).
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <core/periodic.hpp>
#include <outbound/http_client.hpp>
#include <services/payments/payment_service.hpp>
#include <services/payments/reconciler.hpp>

namespace offlist::daemon {

class settings_in_use;

class payment_loop {
public:
    /// All outlive the loop.
    payment_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                 const settings_in_use& by, services::payment_observer& observer);

    /// Until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return rounds_.run(); }
    /// The same: each day everything that the gateways have had is held against the books.
    [[nodiscard]] boost::asio::awaitable<void> reconcile() { return reconciliations_.run(); }
    [[nodiscard]] services::payment_service& payments() { return payments_; }
    /// Ends the requests to gateways that are under way.
    void cut_off() { web_.stop(); }

private:
    boost::asio::awaitable<round_outcome> round();
    boost::asio::awaitable<round_outcome> reconcile_once();

    outbound::http_client web_;
    services::payment_service payments_;
    services::reconciler reconciler_;
    periodic rounds_;
    periodic reconciliations_;
};

}  // namespace offlist::daemon
