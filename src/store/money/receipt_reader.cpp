#include "store/money/receipt_reader.hpp"

#include <algorithm>
#include <utility>

#include "store/engine/paging.hpp"
#include "store/money/ledger_rows.hpp"

namespace offlist::store {
namespace {

constexpr std::string_view receipt_list = "receipt";
constexpr std::string_view receipt_prefix = "receipt:";

// One transfer of each receipt: the one of what it was for, or, where all of it was surcharge, that one.
constexpr std::string_view received_once =
    "(t.code IN ('topup', 'unmatched') OR (t.code = 'topup_surcharge' AND NOT EXISTS (SELECT 1 FROM ledger_transfer o "
    "WHERE o.reference = t.reference AND o.code = 'topup')))";

}  // namespace

parsed<page_of<shown_receipt>> receipt_page(soci::session& s, const receipt_filter& filter, const page_request& which)
{
    const auto start = start_of(receipt_list, which, direction::newest_first);
    if (!start) return start.error();
    sql::conditions where;
    if (filter.matched && !*filter.matched)
        where.add("t.code = 'unmatched'");
    else
        where.add(received_once);
    if (filter.matched && *filter.matched) where.add("t.code <> 'unmatched'");
    if (filter.account) where.add("t.account = :account", {*filter.account});
    const sql::conditions all = where;
    where.add("t.id < :before", {start->id});
    where.given.emplace_back(rows_of(which) + 1);
    std::vector<shown_receipt> found;
    sql::for_each<std::int64_t, std::string, std::string, std::optional<std::int64_t>, std::int64_t, std::string,
                  std::int64_t, std::chrono::sys_seconds>(
        s,
        "SELECT t.id, t.code, t.reference, t.account, t.cents, t.currency, COALESCE((SELECT o.cents FROM "
        "ledger_transfer o WHERE o.reference = t.reference AND o.code = 'topup_surcharge'), 0), t.at FROM "
        "ledger_transfer t " +
            where.text + " ORDER BY t.id DESC LIMIT :count",
        std::move(where.given),
        [&found](auto id, const auto& code, const auto& reference, auto account, auto cents, const auto& in,
                 auto surcharge, auto at) {
            shown_receipt r;
            r.transfer = id;
            const std::string of = reference.substr(std::min(receipt_prefix.size(), reference.size()));
            const auto colon = std::min(of.find(':'), of.size());
            r.gateway = of.substr(0, colon);
            if (colon < of.size()) r.external_id = of.substr(colon + 1);
            r.account = account;
            r.amount = {code == "topup_surcharge" ? 0 : cents, stored_currency(in)};
            r.surcharge = surcharge;
            r.at = at;
            found.push_back(std::move(r));
        });
    auto page = cut(receipt_list, std::move(found), which,
                    [](const shown_receipt& r) { return place{.at = 0, .id = r.transfer}; });
    tell_total(page, which, s, "FROM ledger_transfer t " + all.text, all.given);
    return page;
}

}  // namespace offlist::store
