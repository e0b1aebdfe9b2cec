// service_telemetry.hpp: what the monitor and the server tell, as log lines and metrics.
//
// Belongs to the daemon's thread.
#pragma once
#include <functional>
#include <http/observer.hpp>
#include <monitor/monitor_observer.hpp>
#include <string>
#include <utility>

namespace offlist::telemetry {

class metrics;

class service_telemetry final : public monitor_observer, public http::server_observer {
public:
    explicit service_telemetry(metrics& counts) : counts_(counts) {}

    void slice_done(const slice_report& s) override;
    void listing_changed(const listing_step& step, std::int64_t listing, std::int64_t account) override;
    void health_changed(const health_change& h) override;
    void kept_back(const mass_change& m) override;
    void passed(const mass_change& m) override;
    void store_failed(const problem& why) override;
    void store_recovered() override;
    void left_out(const left_out_subjects& what) override;
    void note(const std::string& text) override;
    void watched(const finding& f) override
    {
        if (on_watched_) on_watched_(f);
    }
    /// Whom to tell what was learnt about pairs that are watched.
    void tell_watched(std::function<void(const finding&)> whom) { on_watched_ = std::move(whom); }

    void request_done(const http::finished_request& done) override;
    void connections(std::size_t open) override;
    void streams(std::size_t open) override;
    void dropped(http::drop_reason why, std::string_view remote) override;
    void handler_failed(const http::finished_request& so_far, std::string_view what) override;

private:
    metrics& counts_;
    std::string blame_;  // of the newest slice
    std::function<void(const finding&)> on_watched_;
};

}  // namespace offlist::telemetry
