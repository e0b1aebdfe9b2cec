// Quotes: whether a listing is worked for money, for how much, and how it is done for free.
#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <core/quoted.hpp>
#include <core/task_group.hpp>
#include <nlohmann/json.hpp>
#include <services/quote_listing.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
#include "api/json/quote_text.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"
#include "api/ways.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace quotes_resource {
namespace {

constexpr std::size_t most_listings = 100;

/// One of several that are asked about at once.
struct listing_to_quote {
    std::int64_t id = 0;
    std::optional<services::quote_request> wanted;  ///< none: there is no such listing for the caller
    std::optional<parsed<quote>> given;             ///< none: not in time
};

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> several(call& of);

private:
    asio::awaitable<parsed<std::vector<listing_to_quote>>> listings(const call& of, std::vector<std::int64_t> ids);
    [[nodiscard]] nlohmann::json quote_json(const quote& given, const services::quote_request& wanted) const;
    [[nodiscard]] nlohmann::json item_of(const listing_to_quote& one) const;

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
                       nearest_blocklist(*wanted.lists, wanted.blocklist));
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

asio::awaitable<parsed<std::vector<listing_to_quote>>> handlers::listings(const call& of, std::vector<std::int64_t> ids)
{
    auto look = [ids = std::move(ids), only_of = of.only_of(), lists = with_.program.lists(),
                 terms = with_.program.terms()](soci::session& s) -> parsed<std::vector<listing_to_quote>> {
        std::vector<listing_to_quote> all;
        for (const std::int64_t id : ids) {
            listing_to_quote one;
            one.id = id;
            const auto found = store::listing_reader::find(s, id);
            const bool seen = found && (!only_of || (found->account == *only_of && found->opened_at));
            if (seen) {
                one.wanted.emplace();
                one.wanted->account = found->account;
                one.wanted->about = parse_subject(found->subject, special_addresses::allow).value();
                one.wanted->blocklist = found->blocklist;
                one.wanted->lists = lists;
                one.wanted->terms = terms;
            }
            all.push_back(std::move(one));
        }
        return all;
    };
    co_return co_await with_.db.read(std::move(look));
}

asio::awaitable<void> quote_into(store::database& db, resolver& dns, std::shared_ptr<std::vector<listing_to_quote>> all,
                                 std::size_t place, std::chrono::sys_seconds now)
{
    services::quote_request wanted = *(*all)[place].wanted;
    parsed<quote> given = co_await services::quote_listing(db, dns, std::move(wanted), now);
    (*all)[place].given = std::move(given);
}

nlohmann::json handlers::quote_json(const quote& given, const services::quote_request& wanted) const
{
    nlohmann::json shown = json_of(given, wanted);
    shown["pay"] = given.sold() && given.fee ? pay_json(with_, *given.fee) : nlohmann::json(nullptr);
    return shown;
}

nlohmann::json handlers::item_of(const listing_to_quote& one) const
{
    nlohmann::json shown = {{"listing", public_id("lst", one.id)}, {"quote", nullptr}, {"problem", nullptr}};
    const auto refuse = [&shown](std::string_view type, std::string_view title) {
        shown["problem"] = {{"type", "/problems/" + std::string(type)}, {"title", title}};
    };
    if (!one.wanted)
        refuse("not-found", "There is no such thing here");
    else if (!one.given)
        refuse("could-not-check", "What must be in order first could not be checked in time");
    else if (!*one.given)
        refuse("store-unavailable", "The database cannot be used just now");
    else
        shown["quote"] = quote_json(**one.given, *one.wanted);
    return shown;
}

/// Side by side: what one waits for in DNS, the others need not.
asio::awaitable<http::response> handlers::several(call& of)
{
    http::json_body body(body_of(of));
    std::vector<std::int64_t> ids;
    for (const std::string& text : body.texts("listings", most_listings)) {
        const auto id = parse_public_id("lst", text);
        if (!id)
            body.complain("listings", quoted(text) + " is no id", "ids such as lst_12");
        else if (std::find(ids.begin(), ids.end(), *id) == ids.end())
            ids.push_back(*id);
    }
    if (!body.has("listings") || (ids.empty() && body.wrong().empty()))
        body.complain("listings", "names no listing", "ids such as lst_12, at most 100");
    if (body.finish()) co_return body.answer();
    auto found = co_await listings(of, std::move(ids));
    if (!found) co_return store_trouble(found.error());
    const auto all = std::make_shared<std::vector<listing_to_quote>>(std::move(*found));
    const auto on = co_await asio::this_coro::executor;
    task_group looking(on);
    for (std::size_t place = 0; place < all->size(); ++place)
        if ((*all)[place].wanted)
            (void)looking.spawn(quote_into(with_.db, with_.program.dns(), all, place, with_.time.now_seconds()),
                                [](const std::exception_ptr&) {});
    (void)co_await looking.join(check_patience);
    nlohmann::json items = nlohmann::json::array();
    for (const listing_to_quote& one : *all) items.push_back(item_of(one));
    co_return page_response(std::move(items), std::nullopt);
}

asio::awaitable<http::response> handlers::show(call& of)
{
    query asked(of.request);
    auto wanted = read_request(with_.program, asked);
    if (!wanted) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, wanted->account)) co_return std::move(*refused);
    if (!of.staff()) wanted->account = of.who.account;
    services::quote_request of_whom = *wanted;
    const parsed<quote> given =
        co_await services::quote_listing(with_.db, with_.program.dns(), std::move(of_whom), with_.time.now_seconds());
    if (!given) co_return store_trouble(given.error());
    co_return json_response(200, quote_json(*given, *wanted));
}

}  // namespace
}  // namespace quotes_resource

std::vector<endpoint> quotes_endpoints(const api_ports& with)
{
    using quotes_resource::handlers;
    const handlers_of<handlers> to(with);
    endpoint several = endpoint::post("/v1/quotes", everybody, to(&handlers::several));
    several.only_asks = true;
    several.costly = true;
    several.only_looks = true;
    return {endpoint::get("/v1/quotes", everybody, to(&handlers::show), {"subject", "blocklist", "account"}),
            std::move(several)};
}

}  // namespace offlist::api
