#include "config/service_settings.hpp"

#include <algorithm>
#include <core/quoted.hpp>
#include <core/small_file.hpp>
#include <delisting/terms.hpp>
#include <utility>

#include "config/overrides.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds usual_slice = 60s;
constexpr std::chrono::seconds shortest_slice = 1s;

// A slice is the grain of everything that is scheduled, so it may not be longer than what is to be kept.
std::chrono::seconds slice_for(const sweep_config& s)
{
    const auto shortest = std::min({s.interval, s.listed_interval, s.confirm_after});
    return std::clamp(shortest / 2, shortest_slice, usual_slice);
}

monitor_options monitor_options_of(const configuration& with)
{
    const sweep_config& s = with.sweep;
    monitor_options o;
    o.interval = s.interval;
    o.listed_interval = s.listed_interval;
    o.confirmation.confirm_answers = s.confirm_answers;
    o.confirmation.confirm_of = s.confirm_of;
    o.confirmation.confirm_after = s.confirm_after;
    o.confirmation.longest_confirm_after = std::max(o.confirmation.longest_confirm_after, s.confirm_after);
    o.mass = {.mass_subjects = s.mass_subjects,
              .mass_accounts = s.mass_accounts,
              .mass_share = s.mass_share,
              .mass_closing_share = s.mass_closing_share};
    o.slice = slice_for(s);
    o.stop_within =
        std::chrono::floor<std::chrono::seconds>(std::max<std::chrono::milliseconds>(with.service.drain / 2, 1s));
    return o;
}

constexpr std::size_t largest_price_book = std::size_t{1} << 20;  // octets

}  // namespace

loaded<delisting_terms> terms_of(const configuration& with)
{
    delisting_terms terms;
    terms.policy = with.service.delisting;
    terms.company = with.service.company;
    terms.alone = with.service.adjustments;
    if (!with.service.prices.file) return terms;
    const auto text = read_small_file(*with.service.prices.file, largest_price_book);
    if (!text)
        return problems{{"[prices]: file " + quoted(with.service.prices.file->string()) + ": " + text.error().what,
                         "a price book that this user may read", with.file.string(), with.service.prices.line}};
    auto book = parse_price_book(*text, with.service.prices.file->string());
    if (!book) return book.error();
    terms.prices = std::move(*book);
    return terms;
}

loaded<service_settings> read_service_settings(const overrides& from)
{
    auto with = read_configuration(from, secrets::resolve);
    if (!with) return with.error();
    problems wrong;
    const auto taken = [&wrong](auto&& read, auto& into) {
        if (read) {
            into = std::move(*read);
            return;
        }
        const problems more = read.error();
        wrong.insert(wrong.end(), more.begin(), more.end());
    };
    service_settings all;
    delisting_terms terms;
    removal_catalog removals;
    if (auto known = load_lists(from, *with); known) {
        taken(lists_to_ask(*known, {}), all.lists);
        taken(load_removal_details(known->directory), removals);
        all.known = std::move(*known);
    } else {
        wrong = known.error();
    }
    taken(resolvers_to_ask(from, *with), all.resolvers);
    taken(terms_of(*with), terms);
    all.monitor = monitor_options_of(*with);
    if (const auto fits = usable(all.monitor); !fits) wrong.push_back(fits.error());
    if (!wrong.empty()) return wrong;
    all.terms = std::make_shared<const delisting_terms>(std::move(terms));
    all.removals = std::make_shared<const removal_catalog>(std::move(removals));
    all.store = store_of(*with);
    all.budget_file = service_budget_file(*with);
    all.with = std::move(*with);
    return all;
}

std::vector<std::string> needing_restart(const service_settings& now, const service_settings& next)
{
    std::vector<std::string> names;
    const auto differs = [&names](bool does, const char* name) {
        if (does) names.emplace_back(name);
    };
    const service_config& a = now.with.service;
    const service_config& b = next.with.service;
    differs(now.store.url != next.store.url || a.store.readers != b.store.readers, "[store]");
    differs(a.http.listen != b.http.listen, "[http] listen");
    differs(a.http.internal != b.http.internal, "[http] internal");
    differs(a.http.tls_certificate != b.http.tls_certificate || a.http.tls_key != b.http.tls_key,
            "[http] tls_certificate and tls_key (their content is read again)");
    differs(a.http.trusted_proxies != b.http.trusted_proxies, "[http] trusted_proxies");
    differs(a.http.metrics_open != b.http.metrics_open, "[http] metrics");
    differs(a.accounts.usual != b.accounts.usual || a.accounts.prove_control != b.accounts.prove_control, "[accounts]");
    differs(now.resolvers.servers != next.resolvers.servers || now.resolvers.timeout != next.resolvers.timeout ||
                now.resolvers.tries != next.resolvers.tries ||
                now.resolvers.max_in_flight != next.resolvers.max_in_flight,
            "[resolver]");
    const sweep_config& s = now.with.sweep;
    const sweep_config& t = next.with.sweep;
    differs(s.interval != t.interval || s.listed_interval != t.listed_interval || s.confirm_after != t.confirm_after ||
                s.confirm_answers != t.confirm_answers || s.confirm_of != t.confirm_of ||
                s.mass_subjects != t.mass_subjects || s.mass_accounts != t.mass_accounts ||
                s.mass_share != t.mass_share || s.mass_closing_share != t.mass_closing_share ||
                now.budget_file != next.budget_file || s.allow_special_addresses != t.allow_special_addresses,
            "[sweep]");
    differs(a.mail != b.mail, "[mail]");
    differs(a.payments != b.payments, "[payments]");
    differs(a.gateways != b.gateways, "[gateways]");
    differs(a.webhooks != b.webhooks, "[webhooks]");
    differs(a.console != b.console, "[console]");
    return names;
}

}  // namespace offlist::config
