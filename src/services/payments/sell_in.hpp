// sell_in.hpp: use case: the price book is in this currency from now on, or may not be.
//
// A transaction, as database::write() takes it; on the thread of the job. The store's own failures are thrown.
#pragma once
#include <billing/money.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <store/engine/session.hpp>

namespace offlist::services {

struct sold_in {
    bool is = false;                   ///< also what keeps this from being made of a problem by itself
    std::optional<problem> why_not{};  ///< customers have money in the currency of before
};

struct sell_in {
    currency in;

    [[nodiscard]] parsed<sold_in> operator()(soci::session& s) const;
};

}  // namespace offlist::services
