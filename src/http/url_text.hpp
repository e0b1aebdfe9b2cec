// url_text.hpp: paths and queries of URLs, taken apart and decoded (RFC 3986 sections 2.1 and 3).
//
// Pure; safe from any thread.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace offlist::http {

/// No route takes nearly as many; a longer query is an attack on whoever searches it.
inline constexpr std::size_t most_parameters = 64;

/// `text` with its percent-encodings decoded. None: a percent sign without two hexadecimal digits, or a result with
/// control characters (NUL included) or that is not UTF-8.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);

/// `a=1&b=two+words`, in its order, names and values decoded; `+` is a space, as forms write it. A part without `=` is
/// a name with an empty value, an empty part nothing. None: as percent_decoded(), or more than most_parameters.
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text);

/// The segments of a path that starts with a slash, still encoded: `/v1/a%2Fb` has v1 and a%2Fb, `/` has one empty one.
/// They refer to `path`.
[[nodiscard]] std::vector<std::string_view> segments_of(std::string_view path);

/// Whether the first segment of `path`, decoded, is `name`: `/v1`, `/v1/accounts` and `/%76%31/accounts` are all below
/// v1.
[[nodiscard]] bool is_below(std::string_view path, std::string_view name);

}  // namespace offlist::http
