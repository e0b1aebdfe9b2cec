// Cookie fields as octets: one value or none, however they are cut and whatever stands beside them; and no request of
// another site that changes something passes.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/cookies.hpp"

namespace {

using namespace offlist;

// Not assert(): the corpus is also run by builds without assertions.
void must(bool holds)
{
    if (!holds) std::abort();
}

// One line of input, one field: `name: value`, without a name a cookie.
http::request request_of(std::string_view octets)
{
    http::request made;
    while (!octets.empty()) {
        const std::string_view line = octets.substr(0, octets.find('\n'));
        octets.remove_prefix(std::min(octets.size(), line.size() + 1));
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos)
            made.headers.emplace_back("cookie", line);
        else
            made.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    return made;
}

void look_for(const http::request& asked, std::string_view name)
{
    const auto found = api::cookie_of(asked, name);
    http::request more = asked;
    more.headers.emplace_back("cookie", "other=1; " + std::string(name) + "x=2; x" + std::string(name) + "=3;;=");
    must(api::cookie_of(more, name) == found);
    more.headers.emplace_back("cookie", std::string(name) + "=planted");
    const auto planted = api::cookie_of(more, name);
    // beside another value, neither counts
    must(!planted || (*planted == "planted" && (!found || *found == "planted")));
    if (!found) return;
    must(found->find(';') == std::string_view::npos);
    http::request twice = asked;
    twice.headers.emplace_back("cookie", std::string(name) + '=' + std::string(*found));
    must(api::cookie_of(twice, name) == found);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const http::request asked = request_of({reinterpret_cast<const char*>(data), size});
    look_for(asked, api::sign_in_cookie);
    look_for(asked, api::asked_cookie);
    const std::string_view own = "https://lists.example.org";
    const std::string_view site = asked.header("sec-fetch-site");
    const bool passes = !api::cross_site(asked, own, false);
    must(!passes || site == "same-origin" || (site.empty() && asked.header("origin") == own));
    must(api::cross_site(asked, "", false) || site == "same-origin");
    return 0;
}
