// Quotes: whether a listing is worked for money, for how much, and how it is done for free.
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/query.hpp"
#include "api/quoting.hpp"
#include "api/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

/// None: something is missing or wrong, and noted.
std::optional<quote_request> read_request(const call& of, query& asked)
{
    quote_request wanted{.account = asked.id("account", "acc"),
                         .about = {},
                         .blocklist = asked.text("blocklist").value_or(""),
                         .lists = of.with.program.lists(),
                         .terms = of.with.program.terms()};
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

asio::awaitable<http::response> show(call& of)
{
    query asked(of.request);
    auto wanted = read_request(of, asked);
    if (!wanted) co_return asked.answer();
    if (wanted->account && !own_or_staff(of, *wanted->account)) co_return not_found();
    if (!of.staff()) wanted->account = of.who.account;
    const auto looked_up = co_await look_up_for(of.with, *wanted);
    if (!looked_up) co_return store_trouble(looked_up.error());
    auto job = [wanted = *wanted, looked_up = *looked_up](soci::session& s) -> parsed<quote> {
        return quote_of(gather(s, wanted), looked_up, *wanted.terms);
    };
    const parsed<quote> given = co_await of.with.db.read(std::move(job));
    if (!given) co_return store_trouble(given.error());
    co_return json_response(200, json_of(*given, *wanted));
}

}  // namespace

std::vector<endpoint> quotes_endpoints()
{
    return {{.method = "GET",
             .pattern = "/v1/quotes",
             .who = everybody,
             .query = {"subject", "blocklist", "account"},
             .handle = show}};
}

}  // namespace offlist::api
