// fields.hpp: fields that several resources read in the same way.
//
// Pure over the request; for one thread.
#pragma once
#include <api/endpoint.hpp>
#include <cstdint>
#include <http/json_body.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offlist::api {

/// The body of the request; an empty one is an object without fields.
[[nodiscard]] std::string_view body_of(const call& of);

/// The number of the route's {id}; none for what is no id with this prefix, which is a 404 like a wrong number.
[[nodiscard]] std::optional<std::int64_t> id_in_path(const call& of, std::string_view prefix);

/// The field `account`: which account is meant. A customer may leave it out; staff may not. Notes a problem when it is
/// missing or no id. Whether a customer may use it: own_or_staff().
[[nodiscard]] std::optional<std::int64_t> account_field(http::json_body& body, const call& of);

/// Whether the caller may see what belongs to `account`. If not, it does not exist for the caller.
[[nodiscard]] bool own_or_staff(const call& of, std::int64_t account);

/// `reason`: why staff does it, for the audit log; empty when it is missing.
[[nodiscard]] std::string optional_reason(http::json_body& body);
/// The same where staff must say it.
[[nodiscard]] std::string required_reason(http::json_body& body);

}  // namespace offlist::api
