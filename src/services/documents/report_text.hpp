// report_text.hpp: what stands in the report of a delisting that has ended, without number and names.
//
// Pure; safe from any thread. Nobody of staff is named in it.
#pragma once
#include <documents/document.hpp>
#include <store/delistings/delisting_reader.hpp>

namespace offlist::services {

/// Requires a job that succeeded or failed.
[[nodiscard]] documents::document report_text(const store::delisting_detail& d);

}  // namespace offlist::services
