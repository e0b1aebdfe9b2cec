#include "telemetry/service_telemetry.hpp"

#include <accounts/account.hpp>

#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace offlist::telemetry {
namespace {

std::string milliseconds(std::chrono::nanoseconds d)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count());
}

}  // namespace

void service_telemetry::slice_done(const slice_report& s)
{
    counts_.slice_done(s);
    tally all;
    for (const list_slice& l : s.lists) all.add(l.counts);
    log_debug("slice recorded", {{"sweep", public_id("swp", s.sweep)},
                                 {"lists", std::to_string(s.lists.size())},
                                 {"decided", std::to_string(all.decided())},
                                 {"listed", std::to_string(all.listed)},
                                 {"unknown", std::to_string(all.unknown)},
                                 {"asking_ms", milliseconds(s.asking)},
                                 {"recording_ms", milliseconds(s.recording)}});
    if (s.blame != blame_) {
        blame_ = s.blame;
        if (blame_.empty())
            log_detail("questions are answered again", {{"sweep", public_id("swp", s.sweep)}});
        else
            log_warning("nothing can be verified at present: " + blame_, {{"sweep", public_id("swp", s.sweep)}});
    }
}

void service_telemetry::listing_changed(const listing_step& step, std::int64_t listing, std::int64_t account)
{
    counts_.listing_changed(step.what);
    const bool alarming = step.what == change::opened || ends_listing(step.what);
    const std::string text = "listing " + std::string(to_string(step.what));
    const std::string id = public_id("lst", listing);
    const std::string owner = public_id("acc", account);
    const std::string about = to_string(step.about);
    const log_fields fields{{"listing", id}, {"account", owner}, {"subject", about}, {"blocklist", step.blocklist}};
    if (alarming)
        log_detail(text, fields);
    else
        log_debug(text, fields);
}

void service_telemetry::health_changed(const health_change& h)
{
    const std::string text = "list is " + std::string(to_string(h.now)) + (h.why.empty() ? "" : ": " + h.why);
    const log_fields fields{{"blocklist", h.blocklist}, {"subjects", to_string(h.kind)}};
    if (h.now == list_state::unhealthy)
        log_warning(text, fields);
    else
        log_detail(text, fields);
}

void service_telemetry::kept_back(const mass_change& m)
{
    counts_.mass_change_seen(m);
    const std::string what = m.direction == mass_direction::opening ? "much has appeared on one list at once"
                                                                    : "much has gone from one list at once";
    log_warning(what + "; it is kept back until staff decides (POST /v1/mass-changes/ID/release or dismiss)",
                {{"mass_change", public_id("mass", m.id)},
                 {"blocklist", m.blocklist},
                 {"direction", std::string(to_string(m.direction))},
                 {"subjects", std::to_string(m.subjects)},
                 {"accounts", std::to_string(m.accounts)}});
}

void service_telemetry::passed(const mass_change& m)
{
    log_detail("the list has taken back what a mass change kept back",
               {{"mass_change", public_id("mass", m.id)}, {"blocklist", m.blocklist}});
}

void service_telemetry::store_failed(const problem& why)
{
    counts_.store_works(false);
    log_error("the store refuses to record; nothing is lost, it is tried again: " + why.to_string());
}

void service_telemetry::store_recovered()
{
    counts_.store_works(true);
    log_detail("the store records again");
}

void service_telemetry::left_out(const left_out_subjects& what)
{
    log_error("subjects of an account are not monitored: " + what.why,
              {{"account", public_id("acc", what.account)}, {"subjects", std::to_string(what.subjects)}});
}

void service_telemetry::note(const std::string& text)
{
    log_warning(text);
}

void service_telemetry::request_done(const http::finished_request& done)
{
    counts_.request_done(done);
    log_debug("request", {{"request", done.id},
                          {"remote", done.remote},
                          {"method", done.method},
                          {"path", done.path},
                          {"status", std::to_string(done.status)},
                          {"took_ms", milliseconds(done.took)},
                          {"octets", std::to_string(done.octets_sent)}});
}

void service_telemetry::connections(std::size_t open)
{
    counts_.connections(open);
}

void service_telemetry::streams(std::size_t open)
{
    counts_.streams(open);
}

void service_telemetry::dropped(http::drop_reason why, std::string_view remote)
{
    counts_.dropped(why);
    log_debug("connection dropped", {{"remote", remote}, {"why", to_string(why)}});
}

void service_telemetry::handler_failed(const http::finished_request& so_far, std::string_view what)
{
    log_error("a request failed inside", {{"request", so_far.id}, {"route", so_far.route}, {"why", what}});
}

}  // namespace offlist::telemetry
