// A store that was restored from a backup: what it knows, and staff's word that it goes on.
#include <delisting/terms.hpp>
#include <nlohmann/json.hpp>
#include <services/confirm_restore.hpp>
#include <services/payments/payment_service.hpp>
#include <store/money/reconciliation_table.hpp>
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
    std::vector<std::string> configured() const
    {
        std::vector<std::string> names;
        if (with_.payments == nullptr) return names;
        for (const auto& each : with_.payments->gateways()) names.emplace_back(each->name());
        return names;
    }

    api_ports with_;
};

struct standing {
    store::life now;
    std::vector<std::string> to_read;  // gateways
};

nlohmann::json json_of(const store::life& l, const std::vector<std::string>& to_read)
{
    nlohmann::json shown = {{"life", l.name},
                            {"held", l.held()},
                            {"restored_at", moment(l.restored_at)},
                            {"knows_until", moment(l.knows_until)},
                            {"uncertain_delistings", l.forgotten},
                            {"gateways_to_read", to_read},
                            {"confirmed_at", moment(l.confirmed_at)}};
    shown["confirmed_by"] = l.confirmed_at ? nlohmann::json(l.confirmed_by) : nlohmann::json(nullptr);
    shown["reason"] = l.confirmed_at ? nlohmann::json(l.reason) : nlohmann::json(nullptr);
    return shown;
}

asio::awaitable<http::response> handlers::show(call& of)
{
    query asked(of.request);
    if (asked.wrong()) co_return asked.answer();
    auto look = [names = configured()](soci::session& s) -> parsed<standing> {
        standing is{.now = store::current_life(s), .to_read = {}};
        if (is.now.held()) is.to_read = store::not_read_back(s, names);
        return {boost::system::in_place_value, std::move(is)};
    };
    const parsed<standing> now = co_await with_.db.read(std::move(look));
    if (!now) co_return store_trouble(now.error());
    co_return json_response(200, json_of(now->now, now->to_read));
}

http::response shown_after(const services::confirmed_restore& done)
{
    if (done.nothing_waits)
        return http::problem_response(409, "nothing-to-confirm", "Nothing waits for this",
                                      "The store was not restored, or somebody has confirmed it before.");
    if (!done.not_read.empty()) {
        std::string names;
        for (const std::string& each : done.not_read) names += (names.empty() ? "" : ", ") + each;
        return http::problem_response(
            409, "gateways-not-read", "The gateways have not been read since the restore",
            "What " + names +
                " had since the backup is being read; see /v1/reconciliations, and try again. "
                "For a gateway that is gone: \"without_gateways\": true.");
    }
    return json_response(200, json_of(done.now, {}));
}

asio::awaitable<http::response> handlers::confirm(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    const std::optional<bool> without = body.flag("without_gateways");
    if (body.finish()) co_return body.answer();
    services::confirm_restore what{.by = of.actor(std::move(reason)),
                                   .policy = with_.program.terms()->policy,
                                   .gateways = configured(),
                                   .without_gateways = without.value_or(false)};
    making job = answered(std::move(what), shown_after);
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
