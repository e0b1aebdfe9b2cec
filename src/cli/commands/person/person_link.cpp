#include "cli/commands/person/person_link.hpp"

#include <config/configuration.hpp>
#include <core/quoted.hpp>
#include <store/engine/database.hpp>
#include <store/people/person_rows.hpp>
#include <utility>

namespace offlist::cli {

parsed<std::string> url_for_links(const config::configuration& with)
{
    std::string url = with.service.url();
    if (!url.empty()) return {boost::system::in_place_value, std::move(url)};
    return problem{.what = "it is not known where people reach the service",
                   .expected = R"(public_url = "https://…" in [service])",
                   .file = with.file.string()};
}

parsed<person> person_with(store::database& db, const std::string& email)
{
    const auto address = canonical_email(email);
    if (!address) return address.error();
    const std::string& canonical = *address;
    const auto found = db.read_now(
        [&canonical](soci::session& s) -> parsed<std::optional<person>> { return store::find_person(s, canonical); });
    if (!found) return found.error();
    if (*found) return **found;
    return problem{.what = "nobody with the address " + quoted(email) + " may sign in",
                   .expected = "one that offlist person list shows"};
}

}  // namespace offlist::cli
