#include "store/money/document_table.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

numbered_document take_number(soci::session& s, document_series series, std::int64_t about, std::int64_t account,
                              const std::string& facts, sys_seconds at)
{
    if (auto known = find_document(s, series, about)) return std::move(*known);
    const auto number = sql::only<std::int64_t>(
        s,
        "INSERT INTO document_series (name, newest) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET newest = "
        "document_series.newest + 1 RETURNING newest",
        {to_string(series)});
    sql::run(s,
             "INSERT INTO document (series, number, about, account, at, facts) VALUES (:series, :number, :about, "
             ":account, :at, :facts)",
             {to_string(series), number.value(), about, account, at, facts});
    return {.series = series,
            .number = *number,
            .about = about,
            .account = account,
            .at = at,
            .facts = facts,
            .content = {}};
}

}  // namespace

std::string_view to_string(document_series s)
{
    return s == document_series::receipt ? "receipt" : "report";
}

std::string number_text(document_series s, std::int64_t number)
{
    return fmt::format("{}-{:06}", s == document_series::receipt ? 'R' : 'D', number);
}

numbered_document number_receipt(soci::session& s, const payment& p, sys_seconds at)
{
    const nlohmann::json facts = {{"received", p.received}};
    return take_number(s, document_series::receipt, p.id, p.account, facts.dump(), at);
}

sys_seconds paid_in_full_at(soci::session& s, const payment& p)
{
    return sql::only<sys_seconds>(
               s, "SELECT at FROM payment_change WHERE payment = :id AND received >= :total ORDER BY id LIMIT 1",
               {p.id, p.total().cents})
        .value_or(p.changed_at);
}

numbered_document number_report(soci::session& s, const job& j, sys_seconds at)
{
    return take_number(s, document_series::report, j.id, j.account, "{}", at);
}

std::optional<numbered_document> find_document(soci::session& s, document_series series, std::int64_t about)
{
    std::optional<numbered_document> found;
    sql::for_each<std::int64_t, std::int64_t, sys_seconds, std::string, std::optional<std::string>>(
        s, "SELECT number, account, at, facts, content FROM document WHERE series = :series AND about = :about",
        {to_string(series), about}, [&](auto number, auto account, auto at, auto facts, auto content) {
            found = numbered_document{.series = series,
                                      .number = number,
                                      .about = about,
                                      .account = account,
                                      .at = at,
                                      .facts = std::move(facts),
                                      .content = std::move(content)};
        });
    return found;
}

void freeze_document(soci::session& s, const numbered_document& d, const std::string& content, sys_seconds at)
{
    sql::run(s,
             "UPDATE document SET content = :content, issued_at = :at WHERE series = :series AND number = :number AND "
             "content IS NULL",
             {content, at, to_string(d.series), d.number});
}

}  // namespace offlist::store
