#include "services/documents/receipt_text.hpp"

#include <accounts/account.hpp>
#include <billing/ways_to_pay.hpp>
#include <core/timestamp.hpp>

namespace offlist::services {

documents::document receipt_text(const payment& p, std::int64_t received, std::chrono::sys_seconds at)
{
    const std::string by = p.method == payment_method::card ? "card" : brands_of(p.method).front();
    documents::document d;
    d.title = "Receipt";
    documents::table lines;
    lines.columns = {{"Description", false, 4}, {"Amount", true, 1}};
    lines.rows.push_back(
        {"Payment " + order_of(p.id) + " by " + by + " into the funds of account " + public_id("acc", p.account),
         to_string(p.amount)});
    if (p.surcharge > 0)
        lines.rows.push_back({"Surcharge for paying by " + by, to_string(money{p.surcharge, p.amount.in})});
    lines.rows.push_back({"Total paid", to_string(p.total())});
    lines.total = true;
    d.blocks.emplace_back(std::move(lines));
    d.blocks.emplace_back(documents::paragraph{"Paid in full at " + timestamp(at) + " through " + p.gateway + "."});
    if (received > p.total().cents)
        d.blocks.emplace_back(documents::paragraph{
            "More came than was asked for: " + to_string(money{received - p.total().cents, p.amount.in}) +
            " on top, which is in the funds as well."});
    d.blocks.emplace_back(
        documents::paragraph{"The amount is in the account's funds, from which fees of removals are taken; a removal "
                             "that fails gives its fee "
                             "back to them. Statements of the account tell each movement."});
    return d;
}

}  // namespace offlist::services
