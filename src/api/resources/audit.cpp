// The audit log: who among staff and admins did what, and why.
#include <nlohmann/json.hpp>
#include <store/accounts/audit_log.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace audit_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : log_(with.db) {}

    asio::awaitable<http::response> list(call& of);

private:
    store::audit_log log_;
};

nlohmann::json json_of(const store::audit_record& a)
{
    return {{"id", public_id("aud", a.id)},
            {"at", moment(a.at)},
            {"token", id_or_null("tok", a.token)},
            {"person", id_or_null("per", a.person)},
            {"role", to_string(a.role)},
            {"actor", a.actor},
            {"action", a.action},
            {"object", a.object},
            {"reason", a.reason},
            {"detail", a.detail}};
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    store::page_request which = asked.page("audit");
    if (asked.wrong()) co_return asked.answer();
    const auto page = co_await log_.page(std::move(which));
    co_return page_answer(page, [](const auto& a) { return json_of(a); });
}

}  // namespace
}  // namespace audit_resource

std::vector<endpoint> audit_endpoints(const api_ports& with)
{
    using audit_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/audit", staff_only, to(&handlers::list), {"limit", "cursor"})};
}

}  // namespace offlist::api
