#include "daemon/readiness.hpp"

#include <accounts/account.hpp>
#include <algorithm>
#include <core/duration.hpp>
#include <core/readable.hpp>
#include <utility>

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto stuck = 5s;  // a thread so late answers nobody in time

// Empty: all is well.
std::string trouble_of_store(const state_of_parts& now)
{
    // for anybody to read, so without the names of files; the log has them
    if (const auto why = now.store_is.condition.why_not_written()) return "it is not written: " + why->what;
    if (!now.store_is.unreadable.empty()) return "it cannot be read: " + now.store_is.unreadable;
    if (now.store) return "it cannot be written: " + now.store->what;
    if (now.sweep.store) return "it refuses to record: " + now.sweep.store->what;
    if (now.store_is.must_wait) return now.store_is.not_examined;
    if (now.sweep.loaded) return {};
    return now.start_trouble.empty() ? "it is being read" : now.start_trouble;
}

std::string trouble_of_resolver(const state_of_parts& now)
{
    if (!now.resolver_checked) return "it has not been asked yet";
    return now.resolver.empty() ? now.sweep.blame : now.resolver;
}

std::string trouble_of_sweep(const state_of_parts& now)
{
    // nobody is behind who has nothing to ask
    const bool begun = now.sweep.loaded && (now.sweep.slices > 0 || now.sweep.subjects == 0);
    if (!begun) return "its first slice has not been recorded yet";
    if (now.sweep.lag <= now.interval) return {};
    return "it is " + offlist::to_string(now.sweep.lag) + " behind its interval of " + offlist::to_string(now.interval);
}

// That a round takes longer than the interval is no trouble: the list's limits do not carry more. But whoever reads
// this should know it.
std::string long_rounds(const state_of_parts& now)
{
    constexpr std::size_t most_named = 10;
    std::string named;
    std::size_t longer = 0;
    for (const list_status& l : now.sweep.lists) {
        if (l.subjects == 0 || l.interval <= now.interval || ++longer > most_named) continue;
        named += (named.empty() ? "" : ", ") + l.blocklist + ' ' + spoken(l.interval);
    }
    if (longer == 0) return {};
    if (longer > most_named) named += " and " + std::to_string(longer - most_named) + " more";
    return "by their limits these lists take longer than the interval of " + spoken(now.interval) +
           " for a round: " + named + "; a key or a feed of the operator's, or a longer interval, would help";
}

// One tenant's trouble, and no reason to turn the others away; but somebody should look.
std::string left_out(const state_of_parts& now)
{
    constexpr std::size_t most_named = 5;
    std::string named;
    for (std::size_t n = 0; n < std::min(now.sweep.left_out.size(), most_named); ++n) {
        const left_out_subjects& l = now.sweep.left_out[n];
        named += (named.empty() ? "" : "; ") + std::to_string(l.subjects) + " subjects of " +
                 public_id("acc", l.account) + " are not monitored: " + l.why;
    }
    if (now.sweep.left_out.size() > most_named)
        named += "; and " + std::to_string(now.sweep.left_out.size() - most_named) + " accounts more";
    return named;
}

std::string both(std::string one, const std::string& other)
{
    if (!one.empty() && !other.empty()) one += "; ";
    return one + other;
}

std::string trouble_of_service(const state_of_parts& now)
{
    if (now.stopping) return "it is stopping";
    if (now.lateness > stuck) return "it is overloaded: " + offlist::to_string(now.lateness) + " late";
    return {};
}

api::readiness_check check(std::string name, std::string trouble)
{
    const bool well = trouble.empty();
    return {.name = std::move(name), .ok = well, .detail = std::move(trouble)};
}

}  // namespace

std::vector<api::readiness_check> readiness_of(const state_of_parts& now)
{
    api::readiness_check sweep = check("sweep", trouble_of_sweep(now));
    if (sweep.ok) sweep.detail = both(left_out(now), long_rounds(now));
    api::readiness_check store = check("store", trouble_of_store(now));
    if (store.ok) store.detail = now.store_is.not_examined;
    // only when there is something to say: what most stores never go through is no thing to be ready
    std::vector<api::readiness_check> all{std::move(store), check("resolver", trouble_of_resolver(now)),
                                          std::move(sweep),
                                          check("ledger", now.ledger.value_or("the books are being added up")),
                                          check("service", trouble_of_service(now))};
    if (!now.restored.empty()) all.push_back(check("restore", now.restored));
    return all;
}

bool ready(const std::vector<api::readiness_check>& checks)
{
    return std::all_of(checks.begin(), checks.end(), [](const api::readiness_check& c) { return c.ok; });
}

}  // namespace offlist::daemon
