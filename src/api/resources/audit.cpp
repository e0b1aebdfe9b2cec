// The audit log: who among staff and admins did what, and why.
#include <algorithm>
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/audit_log.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/filters.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace audit_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), log_(with.db) {}

    asio::awaitable<http::response> list(call& of);

private:
    asio::awaitable<void> check_words(query& asked, std::string_view name, store::audit_word of,
                                      const std::vector<std::string>& given);

    api_ports with_;
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

/// acc_12 and the like: letters, an underscore, a number.
bool looks_like_id(std::string_view text)
{
    const auto end = std::min(text.find('_'), text.size());
    return parse_public_id(text.substr(0, end), text).has_value();
}

store::audit_filter filter_of(query& asked)
{
    store::audit_filter filter;
    filter.actor = asked.texts("actor");
    filter.action = asked.texts("action");
    for (const std::string& word : asked.words("role", {"admin", "staff", "customer"}))
        if (const auto role = parse_role(word)) filter.role.push_back(*role);
    filter.object = asked.text("object");
    if (filter.object && !looks_like_id(*filter.object))
        asked.complain("object", quoted(*filter.object) + " is no id", "an id such as del_12");
    filter.account = asked.id("account", "acc");
    filter.from = asked.moment("from");
    filter.to = asked.moment("to");
    if (filter.from && filter.to && *filter.to <= *filter.from)
        asked.complain("to", "is not after \"from\"", "a later moment");
    return filter;
}

/// Nobody who stands nowhere in the log can be meant.
asio::awaitable<void> handlers::check_words(query& asked, std::string_view name, store::audit_word of,
                                            const std::vector<std::string>& given)
{
    if (given.empty()) co_return;
    constexpr int most_told = 1000;
    const auto known = co_await log_.words(of, most_told);
    if (known && known->size() < static_cast<std::size_t>(most_told)) check_known(asked, name, name, given, *known);
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    store::audit_filter filter = filter_of(asked);
    store::page_request which = asked.page("audit");
    co_await check_words(asked, "actor", store::audit_word::actor, filter.actor);
    co_await check_words(asked, "action", store::audit_word::action, filter.action);
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, filter.account)) co_return std::move(*refused);
    const auto page = co_await log_.page(std::move(which), std::move(filter));
    co_return page_answer(page, [](const auto& a) { return json_of(a); });
}

}  // namespace
}  // namespace audit_resource

std::vector<endpoint> audit_endpoints(const api_ports& with)
{
    using audit_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get(
        "/v1/audit", staff_only, to(&handlers::list),
        {"actor", "action", "role", "object", "account", "from", "to", "total", "sort", "limit", "cursor"})};
}

}  // namespace offlist::api
