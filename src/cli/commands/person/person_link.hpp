// person_link.hpp: what the commands below `person` share: where links lead, and who somebody is.
//
// Blocks for the store; for one thread.
#pragma once
#include <accounts/person.hpp>
#include <offlist/problem.hpp>
#include <string>

namespace offlist::config {
struct configuration;
}
namespace offlist::store {
class database;
}

namespace offlist::cli {

/// Problem: the configuration does not say where people reach the service.
[[nodiscard]] parsed<std::string> url_for_links(const config::configuration& with);

/// By address. Problem: nobody has it, or it is none.
[[nodiscard]] parsed<person> person_with(store::database& db, const std::string& email);

}  // namespace offlist::cli
