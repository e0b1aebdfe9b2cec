// idempotency_table.hpp: the answers already given to requests with an Idempotency-Key, so that a request sent twice is
// done once.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write().
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "store/engine/database.hpp"

namespace offlist::store {

/// How long an answer is kept.
inline constexpr std::chrono::hours idempotency_kept{24};
/// No handler runs as long; what is older and has no answer was cut off by a crash, and may be done anew.
inline constexpr std::chrono::minutes idempotency_claim{5};

struct idempotent_request {
    std::int64_t token = 0;   ///< whose key it is: a token's,
    std::int64_t person = 0;  ///< or a person's, whatever browser it comes from
    std::string key;          ///< the header's value
    std::string operation;    ///< method and path: POST /v1/accounts
    std::string body_hash;    ///< SHA-256 of the body, 64 hexadecimal digits
};

struct kept_answer {
    int status = 0;
    std::string content_type;
    std::string body;
};

enum class key_claim : std::uint8_t {
    fresh,    ///< yours: do it, then finish() or abandon()
    running,  ///< the same request is being done: 409
    differs,  ///< the key was used for another operation or body: 422
    answered,
};

struct claim_result {
    key_claim what = key_claim::fresh;
    std::optional<kept_answer> answer;  ///< with `answered`
};

class idempotency_table {
public:
    explicit idempotency_table(database& db) : db_(db) {}

    /// Exactly one of any number of the same requests at once gets `fresh`.
    boost::asio::awaitable<parsed<claim_result>> begin(idempotent_request r, std::chrono::sys_seconds now);
    boost::asio::awaitable<parsed<void>> finish(idempotent_request r, kept_answer given);
    /// The request failed in a way that is not worth keeping: it may be sent again.
    boost::asio::awaitable<parsed<void>> abandon(idempotent_request r);
    /// Forgets answers older than idempotency_kept; how many. To be called about once an hour.
    boost::asio::awaitable<parsed<std::int64_t>> purge(std::chrono::sys_seconds now);

    /// finish() within the work that does what was asked, so that there is never the one without the other.
    static void finish(soci::session& s, const idempotent_request& r, const kept_answer& given);

private:
    database& db_;
};

}  // namespace offlist::store
