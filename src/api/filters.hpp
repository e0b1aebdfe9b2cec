// filters.hpp: whether what a list is filtered by is there at all: a typo is an error, and not an empty list.
//
// Looks at the store; on the API's thread.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <http/message.hpp>
#include <offlist/catalog.hpp>
#include <optional>
#include <string>
#include <vector>

#include "api/endpoint.hpp"
#include "api/ports.hpp"
#include "api/query.hpp"

namespace offlist::api {

/// 404 that names the parameter `account` and what would be right, where the caller may not filter by it: another
/// account's, for a customer, whether it is there or not; none at all, for staff. No account is always fine. Where the
/// store cannot be read, fine too: reading the list will tell.
[[nodiscard]] boost::asio::awaitable<std::optional<http::response>> refused_account(
    const call& of, store::database& db, std::optional<std::int64_t> account);

/// Complains of blocklists that are neither in the catalogue, nor retired, nor in the history of this store; names the
/// nearest.
[[nodiscard]] boost::asio::awaitable<void> check_blocklists(query& asked, const api_ports& with,
                                                            const std::vector<std::string>& ids);
/// What would be right in place of an id that no blocklist has: the nearest, or where they are told.
[[nodiscard]] std::string nearest_blocklist(const catalog& known, const std::string& id);

/// Complains of words of `name` that are not among `known`; names the nearest. `what` is what they are: "actor".
void check_known(query& asked, std::string_view name, std::string_view what, const std::vector<std::string>& given,
                 const std::vector<std::string>& known);

}  // namespace offlist::api
