#include "billing/ways_to_pay.hpp"

#include <algorithm>

namespace offlist {
namespace {

std::string coin_of(payment_method m)
{
    std::string name(to_string(m));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); });
    return name;
}

}  // namespace

std::vector<way_total> totals_of(const money& amount, const std::vector<way_to_pay>& ways, const price_book& book)
{
    std::vector<way_total> totals;
    totals.reserve(ways.size());
    for (const way_to_pay& w : ways)
        totals.push_back({w.method, amount, surcharge(amount.cents, to_string(w.method), book).value_or(0)});
    return totals;
}

std::string in_words(const std::vector<way_total>& totals)
{
    std::string words;
    for (std::size_t i = 0; i < totals.size(); ++i) {
        const way_total& t = totals[i];
        const bool same = i > 0 && t.method != payment_method::card && totals[i - 1].method != payment_method::card &&
                          totals[i - 1].total() == t.total();
        if (same) {
            const bool last = i + 1 == totals.size() || totals[i + 1].total() != t.total();
            words += (last ? " or " : ", ") + coin_of(t.method);
            continue;
        }
        words += (i > 0 ? ", " : "") + to_string(t.total()) +
                 (t.method == payment_method::card ? std::string(" by card") : " in " + coin_of(t.method));
    }
    return words;
}

std::vector<std::string> brands_of(payment_method m)
{
    switch (m) {
        case payment_method::card:
            return {"Visa", "Mastercard", "Apple Pay", "Google Pay"};
        case payment_method::btc:
            return {"Bitcoin"};
        case payment_method::bch:
            return {"Bitcoin Cash"};
        case payment_method::ltc:
            return {"Litecoin"};
        case payment_method::doge:
            return {"Dogecoin"};
        case payment_method::xmr:
            return {"Monero"};
    }
    return {};
}

}  // namespace offlist
