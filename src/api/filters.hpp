// filters.hpp: whether what a list is filtered by is there at all: a typo is an error, and not an empty list.
//
// Looks at the store; on the API's thread.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "api/endpoint.hpp"
#include "api/ports.hpp"
#include "api/query.hpp"

namespace offlist::api {

/// Whether the caller may filter by `account`: his own, or, for staff, any that there is. None is always fine. Where
/// the store cannot be read, yes: reading the list will tell.
[[nodiscard]] boost::asio::awaitable<bool> may_filter_by(const call& of, store::database& db,
                                                         std::optional<std::int64_t> account);

/// Complains of a blocklist that is neither in the catalogue, nor retired, nor in the history of this store; names the
/// nearest.
[[nodiscard]] boost::asio::awaitable<void> check_blocklist(query& asked, const api_ports& with,
                                                           const std::optional<std::string>& id);

}  // namespace offlist::api
