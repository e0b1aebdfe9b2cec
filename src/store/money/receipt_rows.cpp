#include "store/money/receipt_rows.hpp"

#include "store/engine/sql.hpp"

namespace offlist::store {

std::string receipts_of(const std::string& receipts, const std::string& id)
{
    const std::string its = receipts + ".external_id";
    return its + " >= " + id + " AND " + its + " < " + id + " || ',' AND (" + its + " = " + id + " OR " + its +
           " >= " + id + " || '+')";
}

const std::string& received_text()
{
    static const std::string text =
        "SELECT CAST(COALESCE(SUM(r.cents + r.surcharge), 0) AS BIGINT) FROM (SELECT CAST(:id AS TEXT) AS id) AS asked "
        "JOIN receipt r ON r.gateway = :gateway AND r.currency = :currency AND " +
        receipts_of("r", "asked.id");
    return text;
}

std::int64_t received_before(soci::session& s, const std::string& gateway, const std::string& external_id, currency in)
{
    return sql::only<std::int64_t>(s, received_text(), {external_id, gateway, in.view()}).value_or(0);
}

}  // namespace offlist::store
