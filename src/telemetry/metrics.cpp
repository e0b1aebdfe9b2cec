#include "telemetry/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <algorithm>
#include <array>
#include <billing/replay.hpp>
#include <core/version.hpp>
#include <http/observer.hpp>
#include <listing/listing.hpp>
#include <monitor/monitor.hpp>
#include <set>
#include <store/delistings/delisting_reader.hpp>
#include <store/notices/webhook_table.hpp>
#include <string_view>
#include <utility>

#include "telemetry/process_usage.hpp"

namespace offlist::telemetry {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

// Seconds. A slice lasts about a minute; a write of the store is one fsync unless the disk is in trouble.
const Histogram::BucketBoundaries slice_bounds{1, 5, 15, 30, 60, 90, 120, 300, 600};
const Histogram::BucketBoundaries write_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30};
const Histogram::BucketBoundaries http_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30};

// All of them: where one is missing, a list in it is in no state at all, and no alert can tell.
constexpr std::array<list_state, 5> states{list_state::unused, list_state::healthy, list_state::unhealthy,
                                           list_state::unverified, list_state::untested};
constexpr std::array<std::string_view, 6> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

double seconds(std::chrono::nanoseconds d)
{
    return std::chrono::duration<double>(d).count();
}

Family<Counter>& counter(prometheus::Registry& in, const char* name, const char* help)
{
    return BuildCounter().Name(name).Help(help).Register(in);
}

Family<Gauge>& gauge(prometheus::Registry& in, const char* name, const char* help)
{
    return BuildGauge().Name(name).Help(help).Register(in);
}

Family<Histogram>& histogram(prometheus::Registry& in, const char* name, const char* help)
{
    return BuildHistogram().Name(name).Help(help).Register(in);
}

// Anybody may invent methods; each would be a series for ever.
std::string bounded_method(std::string_view method)
{
    return std::find(methods.begin(), methods.end(), method) != methods.end() ? std::string(method) : "other";
}

}  // namespace

struct metrics::families {
    prometheus::Registry registry;

    Family<Counter>& questions =
        counter(registry, "offlist_questions_total", "Questions decided, by verdict and, where unknown, the reason.");
    Family<Counter>& sent = counter(registry, "offlist_blocklist_questions_sent_total",
                                    "DNS questions sent about a blocklist, test and TXT questions included.");
    Family<Counter>& resolver_answers =
        counter(registry, "offlist_resolver_answers_total", "Answers that a resolver gave to the sweep.");
    Family<Counter>& changes =
        counter(registry, "offlist_listing_changes_total", "Changes of status of listings, recorded.");
    Family<Counter>& mass_changes = counter(registry, "offlist_mass_change_notices_total",
                                            "Notices of a mass change that is kept back until staff decides.");
    Family<Counter>& store_failures =
        counter(registry, "offlist_store_failures_total", "Times the store began to refuse records.");
    Family<Counter>& requests =
        counter(registry, "offlist_http_requests_total", "HTTP requests answered, by method, route and status.");
    Family<Counter>& drops =
        counter(registry, "offlist_http_dropped_total", "Connections that ended without an answer, by reason.");
    Family<Counter>& reloads =
        counter(registry, "offlist_config_reloads_total", "Reloads of the configuration, by result.");

    Family<Counter>& payments = counter(registry, "offlist_payments_total",
                                        "Payments that came into a state, by gateway; unmatched: money of "
                                        "nobody's; unmatched-claimed: and wanted back.");
    Family<Counter>& webhooks =
        counter(registry, "offlist_webhooks_total", "Webhooks of gateways, by what became of them.");
    Family<Counter>& gateway_failures =
        counter(registry, "offlist_gateway_failures_total", "Requests to a gateway that it did not do.");

    Family<Counter>& reconciliations =
        counter(registry, "offlist_reconciliations_total", "Gateways that were held against the books.");
    Family<Counter>& differences =
        counter(registry, "offlist_reconciliation_differences_total",
                "What differed between a gateway and the books: mended by itself, or unexplained.");

    Family<Counter>& notifications =
        counter(registry, "offlist_notifications_total", "Tries to tell a webhook of an event, by what came of it.");

    Family<Histogram>& slices =
        histogram(registry, "offlist_slice_duration_seconds", "How long one slice of the sweep asked.");
    Family<Histogram>& writes =
        histogram(registry, "offlist_store_write_duration_seconds", "How long the store took to record a slice.");
    Family<Histogram>& latency =
        histogram(registry, "offlist_http_request_duration_seconds", "From a request's head to the end of its answer.");

    Family<Gauge>& ready = gauge(registry, "offlist_ready", "1 while /readyz says so.");
    Family<Gauge>& store_up = gauge(registry, "offlist_store_up", "0 while the store refuses to record.");
    Family<Gauge>& store_trouble = gauge(
        registry, "offlist_store_trouble",
        "1 while nothing is written: the file is lost (deleted, replaced), damaged, or read only on a full disk.");
    Family<Gauge>& store_sound =
        gauge(registry, "offlist_store_sound", "1 when the newest examination found no damage in the store.");
    Family<Gauge>& store_examined_at =
        gauge(registry, "offlist_store_examined_timestamp_seconds", "When the store was last examined.");
    Family<Gauge>& store_examination = gauge(registry, "offlist_store_examination_seconds", "How long that took.");
    Family<Gauge>& subjects = gauge(registry, "offlist_subjects", "Subjects watched, ranges expanded.");
    Family<Gauge>& left_out = gauge(registry, "offlist_subjects_left_out",
                                    "Subjects that are stored and not watched; /readyz says whose and why.");
    Family<Gauge>& lag =
        gauge(registry, "offlist_sweep_lag_seconds", "How far the slowest healthy list is behind its interval.");
    Family<Gauge>& sweep_questions = gauge(registry, "offlist_sweep_questions",
                                           "Questions of one interval: subjects times the lists that ask them.");
    Family<Gauge>& sweep_decided =
        gauge(registry, "offlist_sweep_decided", "Questions decided within the current interval.");
    Family<Gauge>& health = gauge(registry, "offlist_blocklist_health", "1 for the state that a list is in.");
    Family<Gauge>& list_lag =
        gauge(registry, "offlist_blocklist_lag_seconds", "How far the list's round is behind its interval.");
    Family<Gauge>& interval =
        gauge(registry, "offlist_blocklist_interval_seconds", "The interval that the list's limits carry.");
    Family<Gauge>& open = gauge(registry, "offlist_listings_open", "Confirmed listings, by list.");
    Family<Gauge>& pending = gauge(registry, "offlist_listings_suspected", "Listings not confirmed yet, by list.");
    Family<Gauge>& trusted = gauge(registry, "offlist_resolver_trusted", "0 for a resolver that rewrites or fails.");
    Family<Gauge>& jobs = gauge(registry, "offlist_delistings", "Delistings, by state.");
    Family<Gauge>& tasks = gauge(registry, "offlist_staff_tasks", "Tasks of staff that are not done, by state.");
    Family<Gauge>& mass_ends = gauge(registry, "offlist_mass_ends_open",
                                     "Times that many delistings would end at once and wait for staff's word.");
    Family<Gauge>& held =
        gauge(registry, "offlist_held_minor_units", "Fees held for delistings under way, in minor units (cents).");
    Family<Gauge>& balanced =
        gauge(registry, "offlist_ledger_balanced", "1 when the newest verification found that the books balance.");
    Family<Gauge>& verified_at =
        gauge(registry, "offlist_ledger_verified_timestamp_seconds", "When the books were last added up.");
    Family<Gauge>& transfers = gauge(registry, "offlist_ledger_transfers", "Transfers that were added up then.");
    Family<Gauge>& notifications_waiting = gauge(registry, "offlist_notifications_waiting",
                                                 "Events that a webhook has not taken and that are tried again.");
    Family<Gauge>& customer_webhooks = gauge(registry, "offlist_customer_webhooks", "Webhooks, by state: on or off.");
    Family<Gauge>& connections = gauge(registry, "offlist_http_connections", "HTTP connections open now.");
    Family<Gauge>& streams = gauge(registry, "offlist_http_streams", "Streams of events open now.");
    Family<Gauge>& reload_at = gauge(registry, "offlist_config_last_reload_success_timestamp_seconds",
                                     "When the configuration was last read without a fault.");
    Family<Gauge>& build = gauge(registry, "offlist_build_info", "1, with the version.");
    Family<Gauge>& start = gauge(registry, "process_start_time_seconds", "When the process began.");
    Family<Counter>& cpu = counter(registry, "process_cpu_seconds_total", "User and system time.");
    Family<Gauge>& resident = gauge(registry, "process_resident_memory_bytes", "Memory in use.");
    Family<Gauge>& descriptors = gauge(registry, "process_open_fds", "Open file descriptors.");
    Family<Gauge>& most_descriptors = gauge(registry, "process_max_fds", "Open file descriptors allowed.");

    std::int64_t sweep = 0;            // that sweep_decided counts
    std::set<std::string> shown;       // ids of lists that have gauges
    std::set<std::string> currencies;  // that have been held

    void count(const tally& t)
    {
        const auto add = [this](verdict v, unknown_reason r, std::uint64_t n) {
            if (n == 0) return;
            prometheus::Labels labels{{"verdict", std::string(to_string(v))}};
            if (v == verdict::unknown) labels["reason"] = to_string(r);
            questions.Add(labels).Increment(static_cast<double>(n));
        };
        add(verdict::listed, unknown_reason::none, t.listed);
        add(verdict::informational, unknown_reason::none, t.informational);
        add(verdict::clean, unknown_reason::none, t.clean);
        for (std::size_t r = 0; r < t.by_reason.size(); ++r)
            add(verdict::unknown, static_cast<unknown_reason>(r), t.by_reason.at(r));
    }

    void show(const list_status& l)
    {
        for (const list_state s : states)
            health.Add({{"blocklist", l.blocklist}, {"state", std::string(to_string(s))}}).Set(s == l.health ? 1 : 0);
        const prometheus::Labels id{{"blocklist", l.blocklist}};
        list_lag.Add(id).Set(seconds(l.lag));
        interval.Add(id).Set(seconds(l.interval));
        open.Add(id).Set(static_cast<double>(l.open));
        pending.Add(id).Set(static_cast<double>(l.pending));
    }

    // A list that is no longer asked must not look as if its last state went on.
    void forget(const std::string& blocklist)
    {
        for (const list_state s : states)
            health.Remove(&health.Add({{"blocklist", blocklist}, {"state", std::string(to_string(s))}}));
        for (Family<Gauge>* each : {&list_lag, &interval, &open, &pending})
            each->Remove(&each->Add({{"blocklist", blocklist}}));
    }

    void show_lists(const std::vector<list_status>& lists)
    {
        std::set<std::string> now;
        for (const list_status& l : lists) {
            show(l);
            now.insert(l.blocklist);
        }
        for (const std::string& id : shown)
            if (!now.contains(id)) forget(id);
        shown = std::move(now);
    }

    void show_process()
    {
        const process_usage now = usage_of_this_process();
        start.Add({}).Set(now.started);
        Counter& used = cpu.Add({});
        used.Increment(std::max(0.0, now.cpu_seconds - used.Value()));
        resident.Add({}).Set(now.resident_octets);
        descriptors.Add({}).Set(now.descriptors);
        most_descriptors.Add({}).Set(now.most_descriptors);
    }
};

metrics::metrics() : all_(std::make_unique<families>())
{
    all_->build.Add({{"version", version}}).Set(1);
    all_->store_up.Add({}).Set(1);
    all_->store_failures.Add({});
    all_->connections.Add({});
    all_->streams.Add({});
}

metrics::~metrics() = default;

void metrics::slice_done(const slice_report& s)
{
    all_->slices.Add({}, slice_bounds).Observe(seconds(s.asking));
    all_->writes.Add({}, write_bounds).Observe(seconds(s.recording));
    Gauge& decided = all_->sweep_decided.Add({});
    if (std::exchange(all_->sweep, s.sweep) != s.sweep) decided.Set(0);
    for (const list_slice& l : s.lists) {
        all_->count(l.counts);
        decided.Increment(static_cast<double>(l.counts.decided()));
        all_->sent.Add({{"blocklist", l.blocklist}}).Increment(static_cast<double>(l.sent));
    }
    for (const resolver_summary& r : s.resolvers) {
        all_->resolver_answers.Add({{"resolver", r.name}}).Increment(static_cast<double>(r.answers));
        all_->trusted.Add({{"resolver", r.name}}).Set(r.trusted ? 1 : 0);
    }
}

void metrics::listing_changed(change what)
{
    all_->changes.Add({{"change", std::string(to_string(what))}}).Increment();
}

void metrics::store_works(bool does)
{
    if (!does) all_->store_failures.Add({}).Increment();
    all_->store_up.Add({}).Set(does ? 1 : 0);
}

void metrics::store_condition(bool lost, bool damaged, bool full)
{
    all_->store_trouble.Add({{"kind", "lost"}}).Set(lost ? 1 : 0);
    all_->store_trouble.Add({{"kind", "damaged"}}).Set(damaged ? 1 : 0);
    all_->store_trouble.Add({{"kind", "full"}}).Set(full ? 1 : 0);
}

void metrics::store_examined(bool sound, std::chrono::milliseconds took, std::chrono::sys_seconds at)
{
    all_->store_sound.Add({}).Set(sound ? 1 : 0);
    all_->store_examined_at.Add({}).Set(static_cast<double>(at.time_since_epoch().count()));
    all_->store_examination.Add({}).Set(std::chrono::duration<double>(took).count());
}

void metrics::mass_change_seen(const mass_change& m)
{
    all_->mass_changes.Add({{"blocklist", m.blocklist}, {"direction", std::string(to_string(m.direction))}})
        .Increment();
}

void metrics::request_done(const http::finished_request& r)
{
    const std::string route(r.route.empty() ? "none" : r.route);
    all_->requests.Add({{"method", bounded_method(r.method)}, {"route", route}, {"status", std::to_string(r.status)}})
        .Increment();
    all_->latency.Add({{"route", route}}, http_bounds).Observe(seconds(r.took));
}

void metrics::connections(std::size_t open)
{
    all_->connections.Add({}).Set(static_cast<double>(open));
}

void metrics::streams(std::size_t open)
{
    all_->streams.Add({}).Set(static_cast<double>(open));
}

void metrics::dropped(http::drop_reason why)
{
    all_->drops.Add({{"reason", std::string(to_string(why))}}).Increment();
}

void metrics::reloaded(bool well, std::chrono::sys_seconds at)
{
    all_->reloads.Add({{"result", well ? "taken" : "refused"}}).Increment();
    if (well) all_->reload_at.Add({}).Set(static_cast<double>(at.time_since_epoch().count()));
}

void metrics::delistings(const store::delisting_figures& now)
{
    for (const auto& [state, number] : now.by_state)
        all_->jobs.Add({{"state", std::string(to_string(state))}}).Set(static_cast<double>(number));
    all_->tasks.Add({{"state", "open"}}).Set(static_cast<double>(now.tasks_open));
    all_->tasks.Add({{"state", "claimed"}}).Set(static_cast<double>(now.tasks_claimed));
    all_->mass_ends.Add({}).Set(static_cast<double>(now.mass_ends_open));
    std::set<std::string> currencies;
    for (const money& m : now.held) {
        const std::string in(m.in.view());
        all_->held.Add({{"currency", in}}).Set(static_cast<double>(m.cents));
        currencies.insert(in);
    }
    for (const std::string& in : all_->currencies)
        if (!currencies.contains(in)) all_->held.Add({{"currency", in}}).Set(0);
    all_->currencies.merge(currencies);
}

void metrics::ledger_verified(const ledger_report& r, std::chrono::sys_seconds at)
{
    all_->balanced.Add({}).Set(r.balanced() ? 1 : 0);
    all_->verified_at.Add({}).Set(static_cast<double>(at.time_since_epoch().count()));
    all_->transfers.Add({}).Set(static_cast<double>(r.transfers));
}

void metrics::payment_moved(std::string_view gateway, std::string_view state)
{
    all_->payments.Add({{"gateway", std::string(gateway)}, {"state", std::string(state)}}).Increment();
}

void metrics::webhook(std::string_view gateway, std::string_view outcome)
{
    all_->webhooks.Add({{"gateway", std::string(gateway)}, {"outcome", std::string(outcome)}}).Increment();
}

void metrics::gateway_failed(std::string_view gateway)
{
    all_->gateway_failures.Add({{"gateway", std::string(gateway)}}).Increment();
}

void metrics::reconciled(std::string_view gateway, std::int64_t mended, std::int64_t unexplained, bool to_the_end)
{
    const std::string name(gateway);
    if (to_the_end) all_->reconciliations.Add({{"gateway", name}}).Increment();
    all_->differences.Add({{"gateway", name}, {"kind", "mended"}}).Increment(static_cast<double>(mended));
    all_->differences.Add({{"gateway", name}, {"kind", "unexplained"}}).Increment(static_cast<double>(unexplained));
}

void metrics::notified(std::string_view fate)
{
    all_->notifications.Add({{"outcome", std::string(fate)}}).Increment();
}

void metrics::webhooks_now(const store::webhook_figures& now)
{
    all_->customer_webhooks.Add({{"state", "on"}}).Set(static_cast<double>(now.on));
    all_->customer_webhooks.Add({{"state", "off"}}).Set(static_cast<double>(now.off));
    all_->notifications_waiting.Add({}).Set(static_cast<double>(now.waiting));
}

std::string metrics::text(const monitor_status& now, bool ready)
{
    all_->ready.Add({}).Set(ready ? 1 : 0);
    all_->subjects.Add({}).Set(static_cast<double>(now.subjects));
    double left_out = 0;
    for (const left_out_subjects& l : now.left_out) left_out += static_cast<double>(l.subjects);
    all_->left_out.Add({}).Set(left_out);
    all_->lag.Add({}).Set(seconds(now.lag));
    double questions = 0;
    for (const list_status& l : now.lists) questions += static_cast<double>(l.subjects);
    all_->show_lists(now.lists);
    all_->sweep_questions.Add({}).Set(questions);
    all_->show_process();
    return prometheus::TextSerializer().Serialize(all_->registry.Collect());
}

}  // namespace offlist::telemetry
