// Documents: receipts of payments, reports of delistings, statements of accounts; as JSON, HTML, PDF and CSV.
#include <core/csv.hpp>
#include <core/timestamp.hpp>
#include <documents/html_writer.hpp>
#include <documents/pdf_writer.hpp>
#include <nlohmann/json.hpp>
#include <services/documents/issue_document.hpp>
#include <services/documents/statement.hpp>
#include <store/accounts/account_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/json/money_text.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace documents_resource {
namespace {

using documents::document;
using store::document_series;

enum class form : std::uint8_t { json, html, pdf, csv };

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), accounts_(with.db) {}

    asio::awaitable<http::response> receipt(call& of);
    asio::awaitable<http::response> report(call& of);
    asio::awaitable<http::response> statement(call& of);

private:
    asio::awaitable<http::response> issued(call& of, document_series series, std::string_view prefix);

    api_ports with_;
    store::account_table accounts_;
};

form form_of(const call& of, query& asked, bool with_csv)
{
    std::vector<std::string_view> names{"json", "html", "pdf"};
    if (with_csv) names.emplace_back("csv");
    if (const auto word = asked.word("format", names))
        return *word == "pdf" ? form::pdf : *word == "html" ? form::html : *word == "csv" ? form::csv : form::json;
    // a browser's */* is no wish
    const std::string_view accept = of.request.header("accept");
    const auto wants = [accept](std::string_view type) { return accept.find(type) != std::string_view::npos; };
    if (wants("application/json")) return form::json;
    if (wants("application/pdf")) return form::pdf;
    if (with_csv && wants("text/csv")) return form::csv;
    return wants("text/html") ? form::html : form::json;
}

struct block_shown {
    nlohmann::json operator()(const documents::heading& h) const { return {{"kind", "heading"}, {"text", h.text}}; }
    nlohmann::json operator()(const documents::paragraph& p) const
    {
        return {{"kind", p.quoted ? "quotation" : "paragraph"}, {"text", p.text}};
    }
    nlohmann::json operator()(const documents::table& t) const
    {
        nlohmann::json titles = nlohmann::json::array();
        for (const documents::column& c : t.columns) titles.push_back(c.title);
        nlohmann::json shown = {{"kind", "table"}};
        shown["columns"] = std::move(titles);
        shown["rows"] = t.rows;
        return shown;
    }
};

nlohmann::json json_of(const document& d)
{
    nlohmann::json blocks = nlohmann::json::array();
    for (const documents::block& b : d.blocks) blocks.push_back(std::visit(block_shown{}, b));
    nlohmann::json shown = {
        {"number", d.number}, {"title", d.title}, {"date", moment(d.date)}, {"from", d.from}, {"to", d.to}};
    shown["blocks"] = std::move(blocks);
    return shown;
}

http::response file_response(std::string content_type, const std::string& name, std::string octets)
{
    http::response answer;
    answer.content_type = std::move(content_type);
    answer.body = std::move(octets);
    answer.headers.emplace_back("Content-Disposition", "inline; filename=\"" + name + '"');
    return answer;
}

/// A reader sets it meanwhile, and others wait for readers.
constexpr std::size_t most_lines_for_people = 1000;

/// On a reader's thread: setting a PDF takes milliseconds.
parsed<http::response> written(const document& d, form as, const std::string& name)
{
    switch (as) {
        case form::html: {
            http::response answer = file_response("text/html; charset=utf-8", name + ".html", html_of(d));
            answer.headers.emplace_back("Content-Security-Policy", documents::html_policy);
            return answer;
        }
        case form::pdf: {
            auto octets = pdf_of(d);
            if (!octets) return octets.error();
            return file_response("application/pdf", name + ".pdf", std::move(*octets));
        }
        case form::csv:
        case form::json:
            break;
    }
    return json_response(200, json_of(d));
}

http::response no_company(const std::string& why)
{
    return http::problem_response(409, "no-company", "Nobody is configured in whose name it could be issued", why);
}

http::response refused(const services::issued_document& done)
{
    switch (done.what) {
        case services::issuing::not_yet:
            return http::problem_response(409, "no-document-yet", "There is no such document yet", done.why);
        case services::issuing::no_company:
            return no_company(done.why);
        case services::issuing::destroyed:
            return http::problem_response(409, "destroyed", "There is no such document any more", done.why);
        default:
            return not_found();
    }
}

asio::awaitable<http::response> handlers::issued(call& of, document_series series, std::string_view prefix)
{
    query asked(of.request);
    const form as = form_of(of, asked, false);
    if (asked.wrong()) co_return asked.answer();
    const auto id = id_in_path(of, prefix);
    if (!id) co_return not_found();
    services::issue_document wish{.series = series,
                                  .about = *id,
                                  .only_of = of.only_of(),
                                  .from = with_.program.terms()->company,
                                  .at = with_.time.now_seconds()};
    auto before = [wish](soci::session& s) { return services::issued_before(s, wish); };
    parsed<services::issued_document> done = co_await with_.db.read(std::move(before));
    if (done && done->what != services::issuing::issued) done = co_await with_.db.write(std::move(wish));
    if (!done) co_return store_trouble(done.error());
    if (done->what != services::issuing::issued) co_return refused(*done);
    auto writing = [d = done->is, as](soci::session&) { return written(d, as, d.number); };
    parsed<http::response> answer = co_await with_.db.read(std::move(writing));
    if (!answer) co_return store_trouble(answer.error());
    answer->headers.emplace_back("Vary", "Accept");
    co_return std::move(*answer);
}

asio::awaitable<http::response> handlers::receipt(call& of)
{
    return issued(of, document_series::receipt, "pay");
}

asio::awaitable<http::response> handlers::report(call& of)
{
    return issued(of, document_series::report, "del");
}

nlohmann::json json_of(const services::account_statement& s)
{
    const auto amount = [&s](std::int64_t cents) { return api::json_of(money{cents, s.in}); };
    nlohmann::json items = nlohmann::json::array();
    for (const services::statement_line& l : s.lines)
        items.push_back({{"at", moment(l.at)},
                         {"what", l.what},
                         {"reference", l.reference},
                         {"amount", amount(l.cents)},
                         {"balance", amount(l.balance)}});
    nlohmann::json shown = {
        {"account", public_id("acc", s.account)}, {"from", moment(s.from)},       {"to", moment(s.until)},
        {"opening", amount(s.opening)},           {"closing", amount(s.closing)}, {"held", amount(s.held)}};
    shown["items"] = std::move(items);
    return shown;
}

std::string csv_of(const services::account_statement& s)
{
    const std::string in(s.in.view());
    std::string text = csv_record({"at", "what", "reference", "amount", "balance", "currency"});
    text += csv_record({timestamp(s.from), "Opening balance", "", "", services::signed_text(s.opening), in});
    for (const services::statement_line& l : s.lines)
        text += csv_record({timestamp(l.at), l.what, l.reference, services::signed_text(l.cents),
                            services::signed_text(l.balance), in});
    return text + csv_record({timestamp(s.until), "Closing balance", "", "", services::signed_text(s.closing), in});
}

/// On a reader's thread.
parsed<http::response> written(const services::account_statement& s, form as, const std::optional<seller>& by)
{
    const std::string name = "statement-" + public_id("acc", s.account) + '-' + documents::day_text(s.from);
    if (as == form::csv) return file_response("text/csv; charset=utf-8; header=present", name + ".csv", csv_of(s));
    if (as == form::json) return json_response(200, json_of(s));
    if (!by)
        return no_company(
            "a statement as a document needs name, address and tax_id in the section [company] of offlist.toml; as "
            "JSON and CSV it needs nothing");
    // words of staff may be any octets, and become valid UTF-8 on this way
    const auto d = documents::from_json(documents::to_json(statement_text(s, *by)));
    if (!d) return d.error();
    return written(*d, as, name);
}

asio::awaitable<http::response> handlers::statement(call& of)
{
    query asked(of.request);
    const form as = form_of(of, asked, true);
    const auto from = asked.moment("from");
    const auto to = asked.moment("to");
    if (!from && !of.request.parameter("from"))
        asked.complain("from", "is missing", "the first moment, such as 2026-11-01T00:00:00Z");
    if (!to && !of.request.parameter("to"))
        asked.complain("to", "is missing", "the first moment that does not belong to it, such as 2026-12-01T00:00:00Z");
    if (from && to && *from >= *to) asked.complain("to", "it does not lie behind `from`", "a later moment");
    const auto terms = with_.program.terms();
    std::optional<currency> in;
    if (terms->prices) in = terms->prices->in;
    if (const auto text = asked.text("currency")) {
        const auto known = parse_currency(*text);
        if (known)
            in = *known;
        else
            asked.complain("currency", known.error().what, known.error().expected);
    } else if (!in) {
        asked.complain("currency", "is missing: nothing is sold here, so there is no usual one", "such as USD");
    }
    if (asked.wrong()) co_return asked.answer();
    const auto account = id_in_path(of, "acc");
    if (!account || !own_or_staff(of, *account)) co_return not_found();
    const auto found = co_await accounts_.find(*account);
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    const services::take_statement wish{.account = *account, .in = *in, .from = *from, .until = *to};
    auto taking = [wish, as, by = terms->company](soci::session& s) -> parsed<http::response> {
        const auto taken = wish(s);
        const bool for_people = as == form::html || as == form::pdf;
        if (taken && for_people && taken->lines.size() > most_lines_for_people)
            return http::fields_response(400, "invalid-query", "The query is not valid",
                                         {{"to", "the period has more than 1000 movements",
                                           "an earlier moment, or format=csv or json, which may have 10000"}});
        if (!taken)
            return http::fields_response(400, "invalid-query", "The query is not valid",
                                         {{"to", taken.error().what, taken.error().expected}});
        return written(*taken, as, by);
    };
    parsed<http::response> answer = co_await with_.db.read(std::move(taking));
    if (!answer) co_return store_trouble(answer.error());
    answer->headers.emplace_back("Vary", "Accept");
    co_return std::move(*answer);
}

}  // namespace
}  // namespace documents_resource

std::vector<endpoint> documents_endpoints(const api_ports& with)
{
    using documents_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/payments/{id}/receipt", everybody, to(&handlers::receipt), {"format"}),
            endpoint::get("/v1/delistings/{id}/report", everybody, to(&handlers::report), {"format"}),
            endpoint::get("/v1/accounts/{id}/statements", everybody, to(&handlers::statement),
                          {"from", "to", "currency", "format"})};
}

}  // namespace offlist::api
