// asset.hpp: the files of the console, as they were when the program was built.
//
// Immutable; safe from any thread.
#pragma once
#include <span>
#include <string_view>

namespace offlist::web {

/// Octets that live as long as the program. A coding that is missing or saves nothing is empty.
struct asset {
    std::string_view path;  ///< below the site: index.html, assets/main-ABCDEFGH.js
    std::string_view plain;
    std::string_view brotli;
    std::string_view gzip;
};

/// By path, ascending. None: the program was built without its console (OFFLIST_CONSOLE).
[[nodiscard]] std::span<const asset> built_assets();

/// By the ending of its name; application/octet-stream for one that pages do not have.
[[nodiscard]] std::string_view content_type_of(std::string_view path);

}  // namespace offlist::web
