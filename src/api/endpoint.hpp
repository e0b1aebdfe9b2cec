// endpoint.hpp: one row of the table of routes: who may call it, what it takes, and what it does.
//
// Values; filled at start and immutable afterwards.
#pragma once
#include <accounts/account.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <http/message.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/accounts/idempotency_table.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace offlist::api {

class gate;

/// Which roles may call a route. For others it does not exist: a customer is answered 404; staff, who know that it
/// does, 403.
struct audience {
    bool anyone = false;  ///< no token is asked for
    bool admin = false;
    bool staff = false;
    bool customer = false;

    [[nodiscard]] bool holds(role r) const { return r == role::admin ? admin : r == role::staff ? staff : customer; }
};
inline constexpr audience anyone{.anyone = true, .admin = true, .staff = true, .customer = true};
inline constexpr audience everybody{.admin = true, .staff = true, .customer = true};
inline constexpr audience staff_only{.admin = true, .staff = true};
inline constexpr audience admins_only{.admin = true};
inline constexpr audience admins_and_customers{.admin = true, .customer = true};

enum class body_kind : std::uint8_t {
    none,  ///< one with octets in it is refused
    json,  ///< none or an empty one is `{}`
};

/// One request that has passed the gate. Lives until its handler has ended.
struct call {
    gate& passed;
    http::request& request;
    caller who;
    std::optional<store::idempotent_request> once;  ///< set: its Idempotency-Key, claimed for us

    [[nodiscard]] bool staff() const { return who.role != role::customer; }
    /// The caller as the audit log names it.
    [[nodiscard]] store::actor actor(std::string reason) const;
    /// The account whose things the caller may touch; none: everybody's.
    [[nodiscard]] std::optional<std::int64_t> only_of() const;
};

using endpoint_handler = std::function<boost::asio::awaitable<http::response>(call&)>;

struct endpoint {
    std::string method;
    std::string pattern;  ///< /v1/listings/{id}
    audience who;
    endpoint_handler handle;
    std::vector<std::string_view> query;  ///< the parameters that it knows; others are refused
    body_kind body = body_kind::none;
    std::optional<std::size_t> body_octets;  ///< the longest body, if not as long as the server allows
    bool once = false;                       ///< takes an Idempotency-Key
    bool costly = false;                     ///< counts against the stricter rate of checks as well
    /// Changes nothing though it is no GET, so it may end with its client's patience or the deadline of a handler.
    bool only_asks = false;
    /// A question in a body, which a query has no room for: whoever may only look may ask it.
    bool only_looks = false;
    bool owners_only = false;  ///< of an account's people only its owners
    bool of_herself = false;   ///< about the caller alone: a viewer may change it

    [[nodiscard]] endpoint for_owners() &&
    {
        owners_only = true;
        return std::move(*this);
    }
    /// Whether a read-only token may call it.
    [[nodiscard]] bool reads() const { return method == "GET" || only_looks; }

    [[nodiscard]] static endpoint get(std::string pattern, audience who, endpoint_handler handle,
                                      std::vector<std::string_view> query = {});
    /// With a body, as DELETE: it may say why.
    [[nodiscard]] static endpoint post(std::string pattern, audience who, endpoint_handler handle);
    /// The same with an Idempotency-Key; its handler answers through commit().
    [[nodiscard]] static endpoint post_once(std::string pattern, audience who, endpoint_handler handle);
    /// Sets the whole of something: what the body lacks is as it was at the start.
    [[nodiscard]] static endpoint put(std::string pattern, audience who, endpoint_handler handle);
    /// As post(), and counted with the checks: it asks DNS.
    [[nodiscard]] static endpoint ask(std::string pattern, audience who, endpoint_handler handle);
    /// Changes what the body names, and nothing else.
    [[nodiscard]] static endpoint patch(std::string pattern, audience who, endpoint_handler handle);
    [[nodiscard]] static endpoint remove(std::string pattern, audience who, endpoint_handler handle);
};

}  // namespace offlist::api
