#include "store/accounts/idempotency_table.hpp"

#include <crypto/nonce.hpp>
#include <utility>

#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

claim_result begin_in(soci::session& s, const idempotent_request& r, sys_seconds now)
{
    const auto found = sql::one<std::string, std::string, std::optional<int>, std::string, std::string, sys_seconds>(
        s,
        "SELECT operation, body_hash, status, COALESCE(content_type, ''), COALESCE(body, ''), created_at "
        "FROM idempotency WHERE token = :token AND person = :person AND idempotency_key = :key",
        {r.token, r.person, r.key});
    if (found) {
        const auto& [operation, body_hash, status, content_type, body, created_at] = *found;
        const bool expired = created_at + idempotency_kept <= now;
        if (!expired && (operation != r.operation || body_hash != r.body_hash))
            return {.what = key_claim::differs, .answer = {}};
        if (!expired && status)
            return {.what = key_claim::answered,
                    .answer = kept_answer{.status = *status, .content_type = content_type, .body = body}};
        if (!expired && created_at + idempotency_claim > now) return {.what = key_claim::running, .answer = {}};
    }
    std::string claim = crypto::make_nonce();
    sql::run(s,
             "INSERT INTO idempotency (token, person, idempotency_key, operation, body_hash, created_at, claim) "
             "VALUES (:token, :person, :key, :operation, :body_hash, :at, :claim) "
             "ON CONFLICT (token, person, idempotency_key) DO UPDATE SET operation = excluded.operation, "
             "body_hash = excluded.body_hash, created_at = excluded.created_at, claim = excluded.claim, status = "
             "NULL, content_type = NULL, body = NULL",
             {r.token, r.person, r.key, r.operation, r.body_hash, now, claim});
    return {.what = key_claim::fresh, .answer = {}, .claim = std::move(claim)};
}

}  // namespace

bool idempotency_table::finish(soci::session& s, const idempotent_request& r, const kept_answer& given)
{
    return sql::run(s,
                    "UPDATE idempotency SET status = :status, content_type = :content_type, body = :body WHERE token = "
                    ":token AND person = :person AND idempotency_key = :key AND claim = :claim AND status IS NULL",
                    {given.status, given.content_type, given.body, r.token, r.person, r.key, r.claim}) == 1;
}

boost::asio::awaitable<parsed<claim_result>> idempotency_table::begin(idempotent_request r, sys_seconds now)
{
    auto work = [r = std::move(r), now](soci::session& s) -> parsed<claim_result> { return begin_in(s, r, now); };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<void>> idempotency_table::abandon(idempotent_request r)
{
    auto work = [r = std::move(r)](soci::session& s) -> parsed<void> {
        sql::run(s,
                 "DELETE FROM idempotency WHERE token = :token AND person = :person AND idempotency_key = :key AND "
                 "claim = :claim AND status IS NULL",
                 {r.token, r.person, r.key, r.claim});
        return {};
    };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<std::int64_t>> idempotency_table::free_unanswered()
{
    auto work = [](soci::session& s) -> parsed<std::int64_t> {
        return sql::run(s, "DELETE FROM idempotency WHERE status IS NULL", {});
    };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<std::int64_t>> idempotency_table::purge(sys_seconds now)
{
    auto work = [now](soci::session& s) -> parsed<std::int64_t> {
        return sql::run(s, "DELETE FROM idempotency WHERE created_at <= :before", {now - idempotency_kept});
    };
    co_return co_await db_.write(std::move(work));
}

}  // namespace offlist::store
