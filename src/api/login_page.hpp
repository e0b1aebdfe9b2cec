// login_page.hpp: the page that a link leads to.
//
// Pure; safe from any thread.
#pragma once
#include <string>
#include <string_view>

namespace offlist::api {

/// The secret stands behind the #, which browsers send to nobody: no log and no Referer field has it.
[[nodiscard]] inline std::string login_page(std::string_view public_url, std::string_view secret)
{
    return std::string(public_url) + "/enter#" + std::string(secret);
}

}  // namespace offlist::api
