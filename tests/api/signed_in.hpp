// signed_in.hpp: people who have signed in over REST, for tests of the interface.
#pragma once
#include <accounts/person.hpp>
#include <string>
#include <utility>
#include <vector>

#include "api/service.hpp"

namespace offlist::test {

/// The value of a cookie that an answer sets; empty: it sets none.
[[nodiscard]] std::string cookie_in(const answered& a);

/// What a browser sends beside it, from our own page.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> from_page(const std::string& cookie);

/// Invited by an admin's token, and let in by the link. The cookie.
[[nodiscard]] std::string signed_in(service& with, const std::string& email, membership_role as,
                                    std::int64_t account = 0);

}  // namespace offlist::test
