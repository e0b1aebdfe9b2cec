// document_table.hpp: the numbers of documents (receipts, reports) without gaps, and what stands on them once they are
// issued.
//
// For work of the database, on its thread; throws what SOCI throws. A number is taken in the transaction that ends what
// the document is about, and its series moves in the same transaction: a crash leaves both or none.
#pragma once
#include <billing/payment.hpp>
#include <chrono>
#include <cstdint>
#include <delisting/job.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "store/engine/session.hpp"

namespace offlist::store {

enum class document_series : bool {
    receipt,  ///< of a payment: R-000001 …; since a restore, R8c1f0a93b2-000001 …
    report,   ///< of a delisting: D-000001 …
};
/// `receipt`, `report`
[[nodiscard]] std::string_view to_string(document_series s);

struct numbered_document {
    document_series series = document_series::receipt;
    std::int64_t number = 0;  ///< 1, 2, 3 … without a gap, from 1 again in each restored life of the store
    std::int64_t about = 0;   ///< the payment, or the delisting
    std::int64_t account = 0;
    std::chrono::sys_seconds at{};       ///< when the number was taken
    std::string facts;                   ///< JSON: of a payment, what may change later
    std::optional<std::string> content;  ///< frozen when it was issued; none: nobody has asked for it yet
    std::string life{};  ///< of a restored store (restore/lives.hpp), when the number was taken; else empty
};
/// `R-000012`; with the life's name, which no other restore has, where a restored store gave it: a backup does not know
/// what was given after it, and a number is never given twice.
[[nodiscard]] std::string number_text(const numbered_document& d);

/// When all of a payment had come; not when it last changed, which may be a dispute long after.
[[nodiscard]] std::chrono::sys_seconds paid_in_full_at(soci::session& s, const payment& p);
/// The receipt of a payment that has come in whole; its number is taken once.
numbered_document number_receipt(soci::session& s, const payment& p, std::chrono::sys_seconds at);
/// The report of a delisting that succeeded or failed; its number is taken once.
numbered_document number_report(soci::session& s, const job& j, std::chrono::sys_seconds at);

[[nodiscard]] std::optional<numbered_document> find_document(soci::session& s, document_series series,
                                                             std::int64_t about);
/// Once; what was frozen before stays.
void freeze_document(soci::session& s, const numbered_document& d, const std::string& content,
                     std::chrono::sys_seconds at);

}  // namespace offlist::store
