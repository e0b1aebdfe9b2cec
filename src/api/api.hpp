// api.hpp: the REST interface: its table of routes, and the router made of it. For one thread.
//
// Start here. Each resource has a file of its own in resources/, with its rows and handlers; gate.hpp stands before all
// of them. docs/openapi.json describes the same routes for programs, docs/API.md for people.
#pragma once
#include <api/endpoint.hpp>
#include <api/ports.hpp>
#include <http/router.hpp>
#include <string_view>
#include <vector>

namespace offlist::api {

/// All routes. A new resource adds its rows here (api.cpp) and itself to docs/openapi.json; tests/api finds a route
/// that one of the two does not know.
[[nodiscard]] std::vector<endpoint> endpoints(const api_ports& with);

/// With routes of others beside them, and what answers a path that none has.
[[nodiscard]] http::router make_router(const api_ports& with, std::vector<http::route> beside = {},
                                       http::fallback otherwise = {});
/// /healthz, /readyz and /metrics, for a listener that only the operator's own machines reach: nothing takes a token.
[[nodiscard]] http::router make_internal_router(const api_ports& with);

/// docs/openapi.json, octet by octet, as it was when the program was built.
[[nodiscard]] std::string_view openapi_document();

}  // namespace offlist::api
