#include "billing/posting.hpp"

#include <boost/assert.hpp>

namespace offlist {
namespace {

bool sensible(const money& m)
{
    return m.cents > 0 && m.cents <= largest_amount;
}

}  // namespace

std::string delisting_reference(std::int64_t delisting)
{
    return "delisting:" + std::to_string(delisting);
}

std::vector<transfer> settled(const receipt& r)
{
    BOOST_ASSERT(r.amount.cents >= 0 && r.amount.cents <= largest_amount);
    BOOST_ASSERT(r.surcharge >= 0 && r.surcharge <= largest_amount && r.amount.cents + r.surcharge > 0);
    const std::string reference = "receipt:" + r.gateway + ':' + r.external_id;
    const ledger_account from = gateway_account(r.gateway);
    if (r.account == 0) {
        const money everything{r.amount.cents + r.surcharge, r.amount.in};
        return {{.debit = from,
                 .credit = {ledger_kind::suspense, {}},
                 .amount = everything,
                 .code = transfer_code::unmatched,
                 .reference = reference,
                 .at = r.at}};
    }
    std::vector<transfer> moved;
    if (r.amount.cents > 0)
        moved.push_back({.debit = from,
                         .credit = funds_of(r.account),
                         .amount = r.amount,
                         .code = transfer_code::topup,
                         .reference = reference,
                         .account = r.account,
                         .at = r.at});
    if (r.surcharge > 0)
        moved.push_back({.debit = from,
                         .credit = {ledger_kind::surcharge, {}},
                         .amount = {r.surcharge, r.amount.in},
                         .code = transfer_code::topup_surcharge,
                         .reference = reference,
                         .account = r.account,
                         .at = r.at});
    return moved;
}

transfer hold(std::int64_t account, std::int64_t delisting, const money& fee, std::chrono::sys_seconds at)
{
    BOOST_ASSERT(sensible(fee));
    return {.debit = funds_of(account),
            .credit = held_for(delisting),
            .amount = fee,
            .code = transfer_code::hold,
            .reference = delisting_reference(delisting),
            .account = account,
            .at = at};
}

transfer earned(std::int64_t account, std::int64_t delisting, std::string_view product, const money& fee,
                std::chrono::sys_seconds at)
{
    BOOST_ASSERT(sensible(fee));
    return {.debit = held_for(delisting),
            .credit = revenue_of(product),
            .amount = fee,
            .code = transfer_code::earned,
            .reference = delisting_reference(delisting),
            .account = account,
            .at = at};
}

transfer credit_back(std::int64_t account, std::int64_t delisting, const money& fee, std::string reason,
                     std::chrono::sys_seconds at)
{
    BOOST_ASSERT(sensible(fee));
    return {.debit = held_for(delisting),
            .credit = funds_of(account),
            .amount = fee,
            .code = transfer_code::credit_back,
            .reference = delisting_reference(delisting),
            .account = account,
            .reason = std::move(reason),
            .at = at};
}

parsed<transfer> adjusted(const adjustment& a)
{
    if (a.amount.cents == 0 || a.amount.cents > largest_amount || a.amount.cents < -largest_amount)
        return problem{.what = "an adjustment of " + to_string(a.amount),
                       .expected = "an amount other than zero, of at most " +
                                   to_string(money{largest_amount, a.amount.in}) + " either way"};
    if (a.reason.find_first_not_of(" \t\r\n") == std::string::npos)
        return problem{.what = "an adjustment without a reason", .expected = "why the money moves, in words"};
    if (a.key.empty()) return problem{.what = "an adjustment without a key", .expected = "a key of its own"};
    const ledger_account funds = funds_of(a.account);
    const ledger_account suspense{ledger_kind::suspense, {}};
    const bool in_favour = a.amount.cents > 0;
    return transfer{.debit = in_favour ? suspense : funds,
                    .credit = in_favour ? funds : suspense,
                    .amount = {in_favour ? a.amount.cents : -a.amount.cents, a.amount.in},
                    .code = transfer_code::adjustment,
                    .reference = "adjustment:" + a.key,
                    .account = a.account,
                    .reason = a.reason,
                    .at = a.at};
}

}  // namespace offlist
