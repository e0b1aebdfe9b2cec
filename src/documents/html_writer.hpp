// html_writer.hpp: a document as one page of HTML, with its style in it and nothing to load.
//
// Pure; safe from any thread. Everything that is not ours is escaped.
#pragma once
#include <string>

#include "documents/document.hpp"

namespace offlist::documents {

/// The same document is the same octets.
[[nodiscard]] std::string html_of(const document& d);

/// What a server must say of such a page: it may use its own style, and nothing else.
inline constexpr const char* html_policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

}  // namespace offlist::documents
