// receipt_text.hpp: what stands on the receipt of a payment, without number and names.
//
// Pure; safe from any thread.
#pragma once
#include <billing/payment.hpp>
#include <documents/document.hpp>

namespace offlist::services {

/// `received`: cents that had come when the number was taken, at `at`.
[[nodiscard]] documents::document receipt_text(const payment& p, std::int64_t received, std::chrono::sys_seconds at);

}  // namespace offlist::services
