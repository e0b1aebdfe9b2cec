// brand.hpp: whose console it is: customers see their host, and not offlist.
//
// Values; safe from any thread.
#pragma once
#include <string>
#include <string_view>

namespace offlist::web {

struct brand {
    std::string name = "offlist";
    std::string accent;       ///< #rrggbb; empty: the console's own
    std::string support_url;  ///< empty: none; the same below
    std::string terms_url;
    std::string logo;       ///< the octets of the picture; empty: the console's own
    std::string logo_name;  ///< of its file, whose ending says what it is
};

/// What the style sheet of the console takes from there.
[[nodiscard]] std::string css_of(const brand& look);
/// {"name", "support_url", "terms_url"}, null where there is none.
[[nodiscard]] std::string json_of(const brand& look);

}  // namespace offlist::web
