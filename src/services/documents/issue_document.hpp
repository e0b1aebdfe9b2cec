// issue_document.hpp: use case: the receipt of a payment, or the report of a delisting, as it was issued.
//
// A transaction, as database::write() takes it; on the thread of the job. What stands on a document is frozen when it
// is first asked for, in the name of the company as it is then; from then on it never changes. Refusals are values; the
// store's own failures are thrown, and undo everything.
#pragma once
#include <billing/price_book.hpp>
#include <chrono>
#include <cstdint>
#include <documents/document.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <store/engine/session.hpp>
#include <store/money/document_table.hpp>
#include <string>

namespace offlist::services {

enum class issuing : std::uint8_t {
    issued,
    no_such,     ///< no such payment or delisting, or it is another account's, which is the same to who asks
    not_yet,     ///< the payment has not come in whole; the delisting has not ended, or was cancelled
    no_company,  ///< nobody is configured in whose name it could be issued
    destroyed,   ///< the data of its account was destroyed
};

struct issued_document {
    issuing what = issuing::issued;
    std::string why;         ///< in plain words, when it was not issued
    documents::document is;  ///< when it was
};

struct issue_document {
    store::document_series series = store::document_series::receipt;
    std::int64_t about = 0;               ///< the payment, or the delisting
    std::optional<std::int64_t> only_of;  ///< the account that may; none: whoever's it is
    std::optional<seller> from;           ///< as configured now
    std::chrono::sys_seconds at{};

    [[nodiscard]] parsed<issued_document> operator()(soci::session& s) const;
};

/// The same where it was issued before: that reads, so it can be had while nothing can be written. `no_such`: it was
/// not, or is another account's.
[[nodiscard]] parsed<issued_document> issued_before(soci::session& s, const issue_document& wish);

}  // namespace offlist::services
