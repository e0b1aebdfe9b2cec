// What each interval's sweep did: for staff, since it counts all customers' subjects.
#include <nlohmann/json.hpp>
#include <store/monitoring/sweep_reader.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace sweeps_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : sweeps_(with.db) {}

    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> show(call& of);

private:
    store::sweep_reader sweeps_;
};

nlohmann::json json_of(const sweep_record& s)
{
    nlohmann::json reasons = nlohmann::json::object();
    for (int r = 1; r < unknown_reasons; ++r) {
        const std::uint64_t times = s.counts.by_reason[static_cast<std::size_t>(r)];
        if (times > 0) reasons[std::string(to_string(static_cast<unknown_reason>(r)))] = times;
    }
    return {{"id", public_id("swp", s.id)},
            {"state", s.ended ? "ended" : "running"},
            {"began_at", moment(s.began)},
            {"ended_at", moment(s.ended)},
            {"subjects", s.subjects},
            {"listed", s.counts.listed},
            {"informational", s.counts.informational},
            {"clean", s.counts.clean},
            {"unknown", s.counts.unknown},
            {"unknown_by_reason", std::move(reasons)},
            {"lists_unhealthy", s.lists_unhealthy},
            {"lag_seconds", s.lag_seconds}};
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    store::page_request which = asked.page("sweep");
    if (asked.wrong()) co_return asked.answer();
    const auto page = co_await sweeps_.page(std::move(which));
    co_return page_answer(page, [](const auto& s) { return json_of(s); });
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto id = id_in_path(of, "swp");
    if (!id) co_return not_found();
    const auto found = co_await sweeps_.get(*id);
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    co_return json_response(200, json_of(**found));
}

}  // namespace
}  // namespace sweeps_resource

std::vector<endpoint> sweeps_endpoints(const api_ports& with)
{
    using sweeps_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/sweeps", staff_only, to(&handlers::list), {"limit", "cursor"}),
            endpoint::get("/v1/sweeps/{id}", staff_only, to(&handlers::show))};
}

}  // namespace offlist::api
