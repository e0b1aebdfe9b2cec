// resources.hpp: the rows of each resource. Each function stands in the file of its name.
//
// Pure; called once at start.
#pragma once
#include <api/endpoint.hpp>
#include <vector>

namespace offlist::api {

[[nodiscard]] std::vector<endpoint> operations_endpoints();
[[nodiscard]] std::vector<endpoint> accounts_endpoints();
[[nodiscard]] std::vector<endpoint> subjects_endpoints();
[[nodiscard]] std::vector<endpoint> tokens_endpoints();
[[nodiscard]] std::vector<endpoint> listings_endpoints();
[[nodiscard]] std::vector<endpoint> checks_endpoints();
[[nodiscard]] std::vector<endpoint> blocklists_endpoints();
[[nodiscard]] std::vector<endpoint> sweeps_endpoints();
[[nodiscard]] std::vector<endpoint> mass_changes_endpoints();
[[nodiscard]] std::vector<endpoint> audit_endpoints();
[[nodiscard]] std::vector<endpoint> quotes_endpoints();
[[nodiscard]] std::vector<endpoint> delistings_endpoints();
[[nodiscard]] std::vector<endpoint> tasks_endpoints();
[[nodiscard]] std::vector<endpoint> funds_endpoints();

}  // namespace offlist::api
