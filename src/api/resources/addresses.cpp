// Who has had an address, a range or a domain, and when. For staff, whom somebody asks about abuse of last year.
#include <nlohmann/json.hpp>
#include <store/accounts/subject_history.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace addresses_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> holders(call& of);

private:
    api_ports with_;
};

nlohmann::json json_of(const store::past_holder& h)
{
    return {{"subject_id", public_id("sub", h.what.id)},
            {"account", public_id("acc", h.what.account)},
            {"subject", h.what.text},
            {"label", h.what.label},
            {"from", moment(h.what.created_at)},
            {"to", moment(h.removed_at)},
            {"pending", h.what.pending},
            {"proof", to_string(h.what.proof)}};
}

asio::awaitable<http::response> handlers::holders(call& of)
{
    query asked(of.request);
    store::page_request which = asked.page("holder");
    if (asked.wrong()) co_return asked.answer();
    const std::string& text = of.request.captures.find("address")->second;
    const auto span = store::read_span(text, special_addresses::allow);
    if (!span)
        co_return http::fields_response(404, "not-found", "There is no such thing here",
                                        {{"address", span.error().what, span.error().expected}});
    auto look = [span = *span, which](soci::session& s) -> parsed<store::page_of<store::past_holder>> {
        return store::holders_ever(s, span, which);
    };
    const auto page = co_await with_.db.read(std::move(look));
    co_return page_answer(page, [](const auto& h) { return json_of(h); });
}

}  // namespace
}  // namespace addresses_resource

std::vector<endpoint> addresses_endpoints(const api_ports& with)
{
    using addresses_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/addresses/{address}/holders", staff_only, to(&handlers::holders),
                          {"total", "limit", "cursor"})};
}

}  // namespace offlist::api
