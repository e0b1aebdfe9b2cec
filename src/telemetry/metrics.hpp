// metrics.hpp: what the daemon counts and measures, for Prometheus.
//
// Names are in base units and counters end in _total. A blocklist is named by its id, a path by its route, and no
// subject, account or key is a label. Belongs to the daemon's thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <monitor/monitor_store.hpp>
#include <string>
#include <string_view>

namespace offlist {
enum class change : std::uint8_t;
struct ledger_report;
struct monitor_status;
struct slice_report;
}  // namespace offlist

namespace offlist::http {
enum class drop_reason : std::uint8_t;
struct finished_request;
}  // namespace offlist::http

namespace offlist::store {
struct delisting_figures;
struct webhook_figures;
}  // namespace offlist::store

namespace offlist::telemetry {

class metrics {
public:
    metrics();
    ~metrics();
    metrics(const metrics&) = delete;
    metrics& operator=(const metrics&) = delete;

    void slice_done(const slice_report& s);
    void listing_changed(change what);
    void store_works(bool does);
    void mass_change_seen(const mass_change& m);

    void request_done(const http::finished_request& r);
    void connections(std::size_t open);
    void streams(std::size_t open);
    void dropped(http::drop_reason why);

    void reloaded(bool well, std::chrono::sys_seconds at);

    void delistings(const store::delisting_figures& now);
    /// Whether each of these troubles is there.
    void store_condition(bool lost, bool damaged, bool full);
    void store_examined(bool sound, std::chrono::milliseconds took, std::chrono::sys_seconds at);
    void ledger_verified(const ledger_report& r, std::chrono::sys_seconds at);

    /// `state`: of a payment, `unmatched` or `unmatched-claimed`.
    void payment_moved(std::string_view gateway, std::string_view state);
    void webhook(std::string_view gateway, std::string_view outcome);
    void gateway_failed(std::string_view gateway);
    void reconciled(std::string_view gateway, std::int64_t mended, std::int64_t unexplained, bool to_the_end);

    /// A try to tell a webhook: `taken`, `failed` or `given_up`.
    void notified(std::string_view fate);
    void webhooks_now(const store::webhook_figures& now);

    /// The text format that Prometheus reads (exposition format 0.0.4), with gauges as of `now`.
    [[nodiscard]] std::string text(const monitor_status& now, bool ready);

private:
    struct families;
    std::unique_ptr<families> all_;
};

}  // namespace offlist::telemetry
