// callers.hpp: who calls: the token of a request, or the sign-in by whose cookie it comes.
//
// Remembers both for some seconds, and counts what opens nothing. For one thread.
#pragma once
#include <api/ports.hpp>
#include <api/secret_cache.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <http/message.hpp>
#include <http/rate_limiter.hpp>
#include <optional>
#include <store/accounts/token_table.hpp>
#include <store/people/sign_in_table.hpp>
#include <string_view>

namespace offlist::api {

class callers {
public:
    explicit callers(const api_ports& with);

    /// By `Authorization: Bearer`, or, where there is no such field, by the cookie of a sign-in; or the answer (401,
    /// 403, 429, 503) that turns them away.
    [[nodiscard]] boost::asio::awaitable<boost::system::result<caller, http::response>> authenticate(
        const http::request& request);

    /// Whether `who`, whom `request` has let in before, would be let in now and be the same. It is no use of the token
    /// or sign-in: a page that lies open keeps nobody signed in. The answer that turns them away, if not.
    [[nodiscard]] boost::asio::awaitable<std::optional<http::response>> turned_away(const http::request& request,
                                                                                    const caller& who);

    void forget_tokens() { known_.forget(); }
    void forget_sign_ins() { signed_in_.forget(); }

private:
    [[nodiscard]] boost::asio::awaitable<boost::system::result<caller, http::response>> look_at(
        const http::request& request, bool uses);
    [[nodiscard]] boost::asio::awaitable<boost::system::result<caller, http::response>> by_token(
        std::string_view text, const http::request& request, bool uses);
    [[nodiscard]] boost::asio::awaitable<boost::system::result<caller, http::response>> by_sign_in(
        std::string_view cookie, const http::request& request, bool uses);
    [[nodiscard]] http::response useless(const http::request& request, http::response answer);

    api_ports with_;
    store::token_table tokens_;
    store::sign_in_table sign_ins_;
    secret_cache<store::token_record> known_;
    secret_cache<store::sign_in> signed_in_;
    http::rate_limiter failures_;  ///< by network_of() the remote address
};

}  // namespace offlist::api
