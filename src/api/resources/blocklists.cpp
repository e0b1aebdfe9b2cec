// The blocklists that this installation knows, and how far each can be trusted just now.
#include <algorithm>
#include <core/duration.hpp>
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <store/monitoring/health_reader.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace blocklists_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), health_(with.db) {}

    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> history(call& of);

private:
    api_ports with_;
    store::health_reader health_;
};

nlohmann::json text_or_null(const std::string& text)
{
    return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text);
}

nlohmann::json seconds_or_null(const std::optional<std::chrono::seconds>& span)
{
    return span ? nlohmann::json(span->count()) : nlohmann::json(nullptr);
}

nlohmann::json kinds_of(const blocklist& list)
{
    nlohmann::json kinds = nlohmann::json::array();
    for (int k = 0; k < subject_kinds; ++k)
        if (list.asks(static_cast<subject_kind>(k))) kinds.push_back(to_string(static_cast<subject_kind>(k)));
    return kinds;
}

nlohmann::json removal_of(const blocklist& list)
{
    return {{"method", to_string(list.removal.method)},
            {"url", text_or_null(list.removal.url)},
            {"expires_after_seconds", seconds_or_null(list.removal.expires_after)},
            {"deadline_seconds", seconds_or_null(list.removal.deadline)},
            {"requires", list.removal.preconditions}};
}

nlohmann::json terms_of(const terms_of_use& terms)
{
    return {{"commercial", to_string(terms.commercial)},
            {"free_questions_per_day", terms.volume ? nlohmann::json(*terms.volume) : nlohmann::json(nullptr)},
            {"way", text_or_null(terms.way)},
            {"url", text_or_null(terms.url)}};
}

nlohmann::json json_of(const health_change& h)
{
    return {{"kind", to_string(h.kind)},
            {"state", to_string(h.now)},
            {"why", text_or_null(h.why)},
            {"since", moment(h.at)}};
}

nlohmann::json health_of(const std::string& id, const std::vector<health_change>& all)
{
    nlohmann::json shown = nlohmann::json::array();
    for (const health_change& h : all)
        if (h.blocklist == id) shown.push_back(json_of(h));
    return shown;
}

/// Whether the list is in one of these states for some kind of subjects.
bool is_in(const std::vector<health_change>& all, const std::string& id, const std::vector<std::string>& states)
{
    return std::any_of(all.begin(), all.end(), [&](const health_change& h) {
        return h.blocklist == id && std::find(states.begin(), states.end(), to_string(h.now)) != states.end();
    });
}

nlohmann::json json_of(const blocklist& list, const std::vector<health_change>& health)
{
    nlohmann::json shown = {{"id", list.id},
                            {"name", list.name},
                            {"zone", list.zone},
                            {"subjects", kinds_of(list)},
                            {"severity", to_string(list.level)},
                            {"enabled", list.enabled},
                            {"scope", to_string(list.scope)}};
    shown["operator"] = {{"name", list.operator_name}, {"url", text_or_null(list.operator_url)}};
    shown["setup"] = text_or_null(list.setup);
    shown["note"] = text_or_null(list.note);
    shown["url"] = text_or_null(list.url);
    shown["terms_of_use"] = terms_of(list.terms);
    shown["removal"] = removal_of(list);
    shown["health"] = health_of(list.id, health);
    return shown;
}

/// The catalogue is in memory and sorted by id, so the id of the last list given is the place in it.
std::vector<blocklist>::const_iterator behind(const std::vector<blocklist>& all, const std::string& id)
{
    return std::upper_bound(all.begin(), all.end(), id,
                            [](const std::string& text, const blocklist& list) { return text < list.id; });
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    const auto cursor = asked.text("cursor");
    const int limit = asked.limit();
    const auto enabled = asked.word("enabled", {"true", "false"});
    const auto states = asked.words("health", {"healthy", "unhealthy", "unverified", "untested"});
    if (cursor && with_.program.lists()->find(*cursor) == nullptr)
        asked.complain("cursor", "is none of this list", "the \"next\" of the page before, unchanged");
    if (asked.wrong()) co_return asked.answer();
    const auto health = co_await health_.newest();
    if (!health) co_return store_trouble(health.error());

    const std::shared_ptr<const catalog> known = with_.program.lists();
    nlohmann::json items = nlohmann::json::array();
    std::optional<std::string> next;
    std::string last;
    for (auto at = cursor ? behind(known->lists(), *cursor) : known->lists().begin(); at != known->lists().end();
         ++at) {
        if (enabled && at->enabled != (*enabled == "true")) continue;
        if (!states.empty() && !is_in(*health, at->id, states)) continue;
        if (static_cast<int>(items.size()) == limit) {
            next = last;
            break;
        }
        items.push_back(json_of(*at, *health));
        last = at->id;
    }
    co_return page_response(std::move(items), next);
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const std::string id = of.request.captures.find("id")->second;
    const std::shared_ptr<const catalog> known = with_.program.lists();
    const blocklist* found = known->find(id);
    if (found == nullptr) {
        if (const retired_list* retired = known->find_retired(id))
            co_return http::problem_response(404, "retired-blocklist", "This blocklist was closed", retired->history);
        co_return not_found();
    }
    const auto health = co_await health_.newest();
    if (!health) co_return store_trouble(health.error());
    co_return json_response(200, json_of(*found, *health));
}

asio::awaitable<http::response> handlers::history(call& of)
{
    query asked(of.request);
    store::page_request which = asked.page("health");
    if (asked.wrong()) co_return asked.answer();
    const std::string id = of.request.captures.find("id")->second;
    const std::shared_ptr<const catalog> known = with_.program.lists();
    const auto page = co_await health_.history(id, std::move(which));
    // one that was taken out of the catalogue has a past all the same
    const bool there = known->find(id) != nullptr || known->find_retired(id) != nullptr;
    if (page && page->items.empty() && !there) co_return not_found();
    co_return page_answer(page, [](const health_change& h) { return json_of(h); });
}

}  // namespace
}  // namespace blocklists_resource

std::vector<endpoint> blocklists_endpoints(const api_ports& with)
{
    using blocklists_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/blocklists", everybody, to(&handlers::list), {"enabled", "health", "limit", "cursor"}),
            endpoint::get("/v1/blocklists/{id}", everybody, to(&handlers::show)),
            endpoint::get("/v1/blocklists/{id}/health", everybody, to(&handlers::history), {"limit", "cursor"})};
}

}  // namespace offlist::api
