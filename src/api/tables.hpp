// tables.hpp: long lists as CSV: whether the caller wants one, and the link to its next part.
//
// Pure over the request; for one thread.
#pragma once
#include <api/endpoint.hpp>
#include <api/query.hpp>
#include <http/message.hpp>
#include <string>

namespace offlist::api {

/// Records of one export, some 3 MB: what one answer may hold in memory. Link leads to the next.
inline constexpr int longest_export = 10'000;

/// Whether CSV is wanted: by `format`, which outweighs the Accept header.
[[nodiscard]] bool wants_csv(const call& of, query& asked);

/// An answer that a browser saves under this name, still empty.
[[nodiscard]] http::response csv_response(const std::string& file_name);

/// `Link` to the same question, from `cursor` on (RFC 8288).
void add_link_to_next(http::response& to, const http::request& request, const std::string& cursor);

}  // namespace offlist::api
