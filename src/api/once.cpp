#include "api/once.hpp"

#include <algorithm>
#include <core/quoted.hpp>
#include <crypto/digest.hpp>
#include <utility>

#include "api/answers.hpp"

namespace offlist::api {

namespace {

constexpr std::size_t longest_key = 255;

bool valid_key(std::string_view key)
{
    return !key.empty() && key.size() <= longest_key &&
           std::all_of(key.begin(), key.end(), [](char c) { return c >= '!' && c <= '~'; });
}

store::kept_answer kept_of(const http::response& r)
{
    return {.status = static_cast<int>(r.status), .content_type = r.content_type, .body = r.body};
}

http::response given_again(store::kept_answer kept)
{
    http::response r;
    r.status = static_cast<unsigned>(kept.status);
    r.content_type = std::move(kept.content_type);
    r.body = std::move(kept.body);
    r.headers.emplace_back("Idempotent-Replayed", "true");
    return r;
}

http::response still_running()
{
    http::response r = http::problem_response(409, "still-running", "The first request with this Idempotency-Key runs",
                                              "Send the same request again a little later to get its answer.");
    r.headers.emplace_back("Retry-After", "1");
    return r;
}

problem key_lost()
{
    return problem{"the request took so long that its Idempotency-Key was taken by a later one",
                   "the same request again, which gets that one's answer"};
}

}  // namespace

boost::asio::awaitable<http::response> commit(const api_ports& with, call& of, making job)
{
    const std::optional<store::idempotent_request> once = std::exchange(of.once, std::nullopt);
    // a making again, not a closure: one instance of write() less to compile
    making work = [job = std::move(job), once](soci::session& s) -> parsed<outcome> {
        parsed<outcome> done = job(s);
        if (!done || !once || done->answer.status >= 300) return done;
        // too slow, and another does the same: whatever was done here is undone
        if (!store::idempotency_table::finish(s, *once, kept_of(done->kept ? *done->kept : done->answer)))
            return key_lost();
        return done;
    };
    const parsed<outcome> done = co_await with.db.write(std::move(work));
    if (!done || done->answer.status >= 300) {
        of.once = once;  // the gate gives the key back
        if (done) co_return done->answer;
        co_return done.error() == key_lost() ? still_running() : store_trouble(done.error());
    }
    if (!done->added.empty()) with.program.subjects_changed(done->added);
    co_return done->answer;
}

boost::asio::awaitable<std::optional<http::response>> claim_key(const api_ports& with, call& of)
{
    const auto& headers = of.request.headers;
    const auto times = std::count_if(headers.begin(), headers.end(),
                                     [](const auto& header) { return header.first == "idempotency-key"; });
    if (times == 0) co_return std::nullopt;
    const std::string key(of.request.header("idempotency-key"));
    if (times > 1 || !valid_key(key))
        co_return http::problem_response(400, "invalid-idempotency-key", "The Idempotency-Key is not valid",
                                         "Expected one header of 1 to 255 printable characters without spaces, such as "
                                         "a UUID.");
    store::idempotent_request wanted{.token = of.who.token,
                                     .person = of.who.person,
                                     .key = key,
                                     .operation = of.request.method + ' ' + of.request.path,
                                     .body_hash = crypto::hexadecimal(crypto::sha256(of.request.body))};
    store::idempotency_table table(with.db);
    parsed<store::claim_result> got = co_await table.begin(wanted, with.time.now_seconds());
    if (!got) co_return store_trouble(got.error());
    switch (got->what) {
        case store::key_claim::running:
            co_return still_running();
        case store::key_claim::differs:
            co_return http::problem_response(422, "idempotency-key-reused", "The Idempotency-Key was used before",
                                             "It belongs to another request. Use a new key for a new request.");
        case store::key_claim::answered:
            co_return given_again(std::move(*got->answer));
        case store::key_claim::fresh:
            break;
    }
    wanted.claim = std::move(got->claim);
    of.once = std::move(wanted);
    co_return std::nullopt;
}

boost::asio::awaitable<void> release_key(const api_ports& with, call& of)
{
    if (!of.once) co_return;
    store::idempotent_request wanted = std::move(*of.once);
    of.once.reset();
    // if this fails as well, the claim ends by itself after store::idempotency_claim
    store::idempotency_table table(with.db);
    (void)co_await table.abandon(std::move(wanted));
}

}  // namespace offlist::api
