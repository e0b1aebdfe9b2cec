// Quotes: whether a listing is worked for money, for how much, and how it is done for free.
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <services/quote_listing.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/json/quote_text.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace quotes_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> show(call& of);

private:
    api_ports with_;
};

/// None: something is missing or wrong, and noted.
std::optional<services::quote_request> read_request(application& program, query& asked)
{
    services::quote_request wanted{.account = asked.id("account", "acc"),
                                   .about = {},
                                   .blocklist = asked.text("blocklist").value_or(""),
                                   .lists = program.lists(),
                                   .terms = program.terms()};
    const auto text = asked.text("subject");
    if (!text) asked.complain("subject", "is missing", "an address or a domain");
    if (wanted.blocklist.empty())
        asked.complain("blocklist", "is missing", "the id of a blocklist");
    else if (wanted.lists->find(wanted.blocklist) == nullptr && wanted.lists->find_retired(wanted.blocklist) == nullptr)
        asked.complain("blocklist", quoted(wanted.blocklist) + " is no blocklist known here",
                       "an id of GET /v1/blocklists");
    if (text) {
        auto about = parse_subject(*text, special_addresses::allow);
        if (about)
            wanted.about = std::move(*about);
        else
            asked.complain("subject", about.error().what, about.error().expected);
    }
    if (asked.wrong()) return std::nullopt;
    return wanted;
}

asio::awaitable<http::response> handlers::show(call& of)
{
    query asked(of.request);
    auto wanted = read_request(with_.program, asked);
    if (!wanted) co_return asked.answer();
    if (wanted->account && !own_or_staff(of, *wanted->account)) co_return not_found();
    if (!of.staff()) wanted->account = of.who.account;
    services::quote_request of_whom = *wanted;
    const parsed<quote> given = co_await services::quote_listing(with_.db, with_.program.dns(), std::move(of_whom));
    if (!given) co_return store_trouble(given.error());
    co_return json_response(200, json_of(*given, *wanted));
}

}  // namespace
}  // namespace quotes_resource

std::vector<endpoint> quotes_endpoints(const api_ports& with)
{
    using quotes_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/quotes", everybody, to(&handlers::show), {"subject", "blocklist", "account"})};
}

}  // namespace offlist::api
