#include "store/money/document_table.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "store/engine/sql.hpp"
#include "store/restore/lives.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

// How a series is called in its tables: `receipt`, and `receipt.NAME` in a restored life.
std::string row_of(document_series series, const std::string& life)
{
    return std::string(to_string(series)) + (life.empty() ? "" : '.' + life);
}

numbered_document take_number(soci::session& s, document_series series, std::int64_t about, std::int64_t account,
                              const std::string& facts, sys_seconds at)
{
    if (auto known = find_document(s, series, about)) return std::move(*known);
    const life now = current_life(s);
    const std::string in_life = now.restored_at ? now.name : std::string();
    const std::string row = row_of(series, in_life);
    const auto number = sql::only<std::int64_t>(
        s,
        "INSERT INTO document_series (name, newest) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET newest = "
        "document_series.newest + 1 RETURNING newest",
        {row});
    sql::run(s,
             "INSERT INTO document (series, number, about, account, at, facts) VALUES (:series, :number, :about, "
             ":account, :at, :facts)",
             {row, number.value(), about, account, at, facts});
    return {.series = series,
            .number = *number,
            .about = about,
            .account = account,
            .at = at,
            .facts = facts,
            .content = {},
            .life = in_life};
}

}  // namespace

std::string_view to_string(document_series s)
{
    return s == document_series::receipt ? "receipt" : "report";
}

std::string number_text(const numbered_document& d)
{
    return fmt::format("{}{}-{:06}", d.series == document_series::receipt ? 'R' : 'D', d.life, d.number);
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
    const std::string first = row_of(series, {});
    // each by itself, so that the index finds it
    sql::for_each<std::string, std::int64_t, std::int64_t, sys_seconds, std::string, std::optional<std::string>>(
        s,
        "SELECT series, number, account, at, facts, content FROM document WHERE about = :about AND series IN (SELECT "
        "CASE WHEN restored_at IS NULL THEN :first ELSE :also || '.' || name END FROM store_life)",
        {about, first, first}, [&](auto row, auto number, auto account, auto at, auto facts, auto content) {
            found = numbered_document{.series = series,
                                      .number = number,
                                      .about = about,
                                      .account = account,
                                      .at = at,
                                      .facts = std::move(facts),
                                      .content = std::move(content),
                                      .life = row.size() > first.size() ? row.substr(first.size() + 1) : std::string()};
        });
    return found;
}

void freeze_document(soci::session& s, const numbered_document& d, const std::string& content, sys_seconds at)
{
    sql::run(s,
             "UPDATE document SET content = :content, issued_at = :at WHERE series = :series AND number = :number AND "
             "content IS NULL",
             {content, at, row_of(d.series, d.life), d.number});
}

}  // namespace offlist::store
