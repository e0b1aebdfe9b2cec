// Listings: when a subject stood on a blocklist, and by what evidence.
#include <algorithm>
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/subject_key.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
#include "api/json/listing_text.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"
#include "api/tables.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace listings_resource {
namespace {

constexpr std::string_view list_name = "listing";

struct question {
    store::listing_filter filter;
    store::viewer who;
    store::page_request which;
};

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), listings_(with.db) {}

    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> show(call& of);

private:
    asio::awaitable<http::response> as_json(call& of, question asked);
    asio::awaitable<http::response> as_csv(call& of, question asked);

    api_ports with_;
    store::listing_reader listings_;
};

store::viewer viewer_of(const call& of)
{
    return {.staff = of.staff(), .account = of.who.account};
}

question question_of(const call& of, query& asked, bool csv)
{
    question read{.filter = {}, .who = viewer_of(of), .which = {}};
    read.filter.account = asked.id("account", "acc");
    read.filter.subject = asked.text("subject");
    read.filter.blocklist = asked.texts("blocklist");
    const std::vector<std::string_view> states =
        of.staff() ? std::vector<std::string_view>{"open", "closed", "suspected", "dismissed"}
                   : std::vector<std::string_view>{"open", "closed"};
    for (const std::string& state : asked.words("state", states))
        if (const auto phase = store::parse_listing_phase(state)) read.filter.phase.push_back(*phase);
    read.filter.mass_change = asked.id("mass_change", "mass");
    if (read.filter.mass_change && !of.staff()) asked.complain("mass_change", "is for staff", "no such parameter");
    read.filter.from = asked.moment("from");
    read.filter.to = asked.moment("to");
    if (read.filter.from && read.filter.to && *read.filter.to <= *read.filter.from)
        asked.complain("to", "is not after \"from\"", "a later moment");
    if (read.filter.subject) {
        // history is kept of addresses that the configuration no longer admits, so special ones may be asked for
        if (const auto span = store::read_span(*read.filter.subject, special_addresses::allow); !span)
            asked.complain("subject", span.error().what, "an address, a CIDR range or a domain");
    }
    read.which = csv ? asked.page(list_name, longest_export, longest_export) : asked.page(list_name);
    return read;
}

asio::awaitable<http::response> handlers::as_json(call& of, question asked)
{
    const auto page = co_await listings_.page(std::move(asked.filter), asked.who, std::move(asked.which));
    const auto lists = with_.program.lists();
    co_return page_answer(page, [who = audience_of(of), &lists](const auto& l) { return json_of(l, who, *lists); });
}

asio::awaitable<http::response> handlers::as_csv(call& of, question asked)
{
    http::response answer = csv_response("listings.csv");
    answer.body = listing_csv_header();
    for (int left = asked.which.limit; left > 0;) {
        store::listing_filter filter = asked.filter;
        store::page_request which{
            .cursor = asked.which.cursor, .limit = std::min(left, store::longest_page), .sort = asked.which.sort};
        const auto page = co_await listings_.page(std::move(filter), asked.who, std::move(which));
        if (!page) co_return store_trouble(page.error());
        for (const store::listing_record& l : page->items) answer.body += csv_of(l);
        left -= static_cast<int>(page->items.size());
        asked.which.cursor = page->next;
        if (!page->next) co_return answer;
    }
    add_link_to_next(answer, of.request, *asked.which.cursor);
    co_return answer;
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    const bool csv = wants_csv(of, asked);
    question read = question_of(of, asked, csv);
    co_await check_blocklists(asked, with_, read.filter.blocklist);
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, read.filter.account)) co_return std::move(*refused);
    http::response answer;
    if (csv)
        answer = co_await as_csv(of, std::move(read));
    else
        answer = co_await as_json(of, std::move(read));
    answer.headers.emplace_back("Vary", "Accept");
    co_return answer;
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto id = id_in_path(of, "lst");
    if (!id) co_return not_found();
    const auto found = co_await listings_.get(*id, viewer_of(of));
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    co_return json_response(200, json_of(**found, audience_of(of), *with_.program.lists()));
}

}  // namespace
}  // namespace listings_resource

std::vector<endpoint> listings_endpoints(const api_ports& with)
{
    using listings_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/listings", everybody, to(&handlers::list),
                          {"subject", "account", "blocklist", "state", "mass_change", "from", "to", "format", "total",
                           "sort", "limit", "cursor"}),
            endpoint::get("/v1/listings/{id}", everybody, to(&handlers::show))};
}

}  // namespace offlist::api
