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
/// What is older and has no answer was cut off, and may be done anew. Whoever is only slow finds its claim gone.
inline constexpr std::chrono::minutes idempotency_claim{5};

struct idempotent_request {
    std::int64_t token = 0;   ///< whose key it is: a token's,
    std::int64_t person = 0;  ///< or a person's, whatever browser it comes from
    std::string key;          ///< the header's value
    std::string operation;    ///< method and path: POST /v1/accounts
    std::string body_hash;    ///< SHA-256 of the body, 64 hexadecimal digits
    std::string claim{};      ///< of begin(): proves that the key is still this request's
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
    std::string claim{};                ///< with `fresh`
};

class idempotency_table {
public:
    explicit idempotency_table(database& db) : db_(db) {}

    /// Exactly one of any number of the same requests at once gets `fresh`.
    boost::asio::awaitable<parsed<claim_result>> begin(idempotent_request r, std::chrono::sys_seconds now);
    /// The request failed in a way that is not worth keeping: it may be sent again.
    boost::asio::awaitable<parsed<void>> abandon(idempotent_request r);
    /// At the start of a process: what one before has left without an answer may be done anew at once; how many. Where
    /// another process serves the same store, its own claims go too, which costs it a repeated request and no more.
    boost::asio::awaitable<parsed<std::int64_t>> free_unanswered();
    /// Forgets answers older than idempotency_kept; how many. To be called about once an hour.
    boost::asio::awaitable<parsed<std::int64_t>> purge(std::chrono::sys_seconds now);

    /// Keeps the answer, within the work that does what was asked, so that there is never the one without the other.
    /// False: the claim was taken over meanwhile, and the work must be undone.
    [[nodiscard]] static bool finish(soci::session& s, const idempotent_request& r, const kept_answer& given);

private:
    database& db_;
};

}  // namespace offlist::store
