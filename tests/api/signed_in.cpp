#include "api/signed_in.hpp"

namespace offlist::test {

std::string cookie_in(const answered& a)
{
    const auto found = a.headers.find("Set-Cookie");
    if (found == a.headers.end()) return {};
    const auto begin = found->second.find('=') + 1;
    return found->second.substr(begin, found->second.find(';') - begin);
}

std::vector<std::pair<std::string, std::string>> from_page(const std::string& cookie)
{
    std::vector<std::pair<std::string, std::string>> headers{{"sec-fetch-site", "same-origin"}};
    if (!cookie.empty()) headers.emplace_back("cookie", "theme=dark; __Host-offlist=" + cookie);
    return headers;
}

std::string signed_in(service& with, const std::string& email, membership_role as, std::int64_t account)
{
    nlohmann::json wanted = {{"email", email}, {"role", to_string(as)}};
    if (account > 0) wanted["account"] = public_id("acc", account);
    (void)with.post("/v1/people", with.token(role::admin), wanted);
    const std::string link = with.program.invited.back().second;
    const nlohmann::json body = {{"link", link.substr(link.find('#') + 1)}};
    return cookie_in(with.ask({"POST", "/v1/login", "", body.dump(), from_page({})}));
}

}  // namespace offlist::test
