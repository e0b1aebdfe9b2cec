// quoting.hpp: what a quote rests on, gathered from store, catalogue and DNS: for quotes, and again for orders.
//
// For one thread; gather() runs on the thread of work of the database.
#pragma once
#include <api/context.hpp>
#include <boost/asio/awaitable.hpp>
#include <delisting/quote.hpp>
#include <http/message.hpp>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <offlist/subject.hpp>
#include <optional>
#include <store/engine/session.hpp>
#include <string>

namespace offlist::api {

/// A wish for a quote. Catalogue and terms are those of the moment it was made, so that both halves of an order see
/// the same.
struct quote_request {
    std::optional<std::int64_t> account;  ///< whose listing; none: whoever's it is, for staff
    subject about;
    std::string blocklist;
    std::shared_ptr<const catalog> lists;
    std::shared_ptr<const delisting_terms> terms;
};

/// The facts of the store and the catalogue as of now. They refer to `of`.
[[nodiscard]] quote_facts gather(soci::session& s, const quote_request& of);

/// Whether DNS must be asked for this subject on this list at all; if not, one look at the store decides.
[[nodiscard]] bool asks_dns(const quote_request& of);

/// Looks at the store, and asks DNS what must be in order first. Problem: the store cannot be read.
[[nodiscard]] boost::asio::awaitable<parsed<dns_facts>> look_up_for(context& with, const quote_request& of);

[[nodiscard]] nlohmann::json json_of(const quote& q, const quote_request& of);
/// Why an order is not taken, with the free way: 409, or 503 when it could not be checked.
[[nodiscard]] http::response refusal_of(const quote& q, const quote_request& of);

}  // namespace offlist::api
