// A store that was restored from a backup: what it knows, and staff's word that it goes on.
#include <nlohmann/json.hpp>
#include <services/confirm_restore.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace restore_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> confirm(call& of);

private:
    api_ports with_;
};

nlohmann::json json_of(const store::life& l)
{
    nlohmann::json shown = {{"life", l.name},
                            {"held", l.held()},
                            {"restored_at", moment(l.restored_at)},
                            {"knows_until", moment(l.knows_until)},
                            {"uncertain_delistings", l.forgotten},
                            {"confirmed_at", moment(l.confirmed_at)}};
    shown["confirmed_by"] = l.confirmed_at ? nlohmann::json(l.confirmed_by) : nlohmann::json(nullptr);
    shown["reason"] = l.confirmed_at ? nlohmann::json(l.reason) : nlohmann::json(nullptr);
    return shown;
}

asio::awaitable<http::response> handlers::show(call& of)
{
    query asked(of.request);
    if (asked.wrong()) co_return asked.answer();
    auto look = [](soci::session& s) -> parsed<store::life> {
        return {boost::system::in_place_value, store::current_life(s)};
    };
    const parsed<store::life> now = co_await with_.db.read(std::move(look));
    if (!now) co_return store_trouble(now.error());
    co_return json_response(200, json_of(*now));
}

http::response shown_after(const services::confirmed_restore& done)
{
    if (done.nothing_waits)
        return http::problem_response(409, "nothing-to-confirm", "Nothing waits for this",
                                      "The store was not restored, or somebody has confirmed it before.");
    return json_response(200, json_of(done.now));
}

asio::awaitable<http::response> handlers::confirm(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    making job = answered(services::confirm_restore{.by = of.actor(std::move(reason))}, shown_after);
    http::response told = co_await commit(with_, of, std::move(job));
    with_.program.restore_confirmed();
    co_return told;
}

}  // namespace
}  // namespace restore_resource

std::vector<endpoint> restore_endpoints(const api_ports& with)
{
    using restore_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/restore", staff_only, to(&handlers::show)),
            endpoint::post_once("/v1/restore/confirm", admins_only, to(&handlers::confirm))};
}

}  // namespace offlist::api
