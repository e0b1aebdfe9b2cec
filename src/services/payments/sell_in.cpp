#include "services/payments/sell_in.hpp"

#include <store/money/books_currency.hpp>

namespace offlist::services {

parsed<sold_in> sell_in::operator()(soci::session& s) const
{
    auto why_not = store::why_not_sell_in(s, in);
    if (!why_not) store::sells_in(s, in);
    const bool is = !why_not.has_value();
    return sold_in{.is = is, .why_not = std::move(why_not)};
}

}  // namespace offlist::services
