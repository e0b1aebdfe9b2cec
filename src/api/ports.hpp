// ports.hpp: what the REST interface needs from the rest of the program: the database, the time, and the parts that
// the program itself implements.
//
// All on one thread, the server's; the database does its blocking work elsewhere.
#pragma once
#include <accounts/account.hpp>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <cstddef>
#include <cstdint>
#include <delisting/terms.hpp>
#include <http/rate_limiter.hpp>
#include <memory>
#include <notify/webhook_url.hpp>
#include <offlist/catalog.hpp>
#include <offlist/checker.hpp>
#include <offlist/problem.hpp>
#include <offlist/resolver.hpp>
#include <offlist/subject.hpp>
#include <optional>
#include <store/engine/database.hpp>
#include <store/monitoring/mass_change_table.hpp>
#include <string>
#include <vector>

namespace offlist {
struct list_budget;
struct list_standing;
struct subject_range;
}  // namespace offlist

namespace offlist::services {
class news;
class payment_service;
}  // namespace offlist::services

namespace offlist::api {

/// One thing that must work before the service is of use.
struct readiness_check {
    std::string name;  ///< store, resolver, scheduler …
    bool ok = false;
    std::string detail;  ///< in plain words, for anybody to read; may be empty when it is well
};

/// What a check has learnt on one list.
struct checked_list {
    finding found;
    std::string why;  ///< of an unknown verdict: what is wrong with the list, in plain words, where that is known
    /// The list was not asked, since earlier checks have met it dead from this moment on.
    std::optional<std::chrono::sys_seconds> dead_since;
};

/// Port: what handlers ask of the running program. Implemented by daemon, and by a fake in tests.
class application {
public:
    virtual ~application() = default;

    /// The definitions in use; another object after each reload.
    [[nodiscard]] virtual std::shared_ptr<const catalog> lists() = 0;
    /// Prices and rules of paid work; another object after each reload.
    [[nodiscard]] virtual std::shared_ptr<const delisting_terms> terms() = 0;
    /// For look-ups of names and addresses. Outlives every request.
    [[nodiscard]] virtual resolver& dns() = 0;
    /// Asks all enabled lists that know subjects of this kind, now, and ends within `patience`: what is not answered by
    /// then is unknown. A list that a check met dead within the last minute is not asked again. Problems: it cannot ask
    /// at present (too many checks at once, the budget book cannot be written).
    [[nodiscard]] virtual boost::asio::awaitable<parsed<std::vector<checked_list>>> check_now(
        subject about, std::chrono::milliseconds patience) = 0;
    /// Accounts have gained these subjects (canonical texts, maybe ranges), or, when there are none, lost some. Stored
    /// already.
    virtual void subjects_changed(std::vector<std::string> added) = 0;
    /// Staff has decided; stored already.
    virtual void mass_change_decided(std::int64_t id, mass_decision what) = 0;
    /// The newest verification found that the books do not balance: nothing new is sold or charged until they do. What
    /// came in from gateways is recorded all the same.
    [[nodiscard]] virtual bool books_wrong() = 0;
    /// Each thing that /readyz tells; the service is ready when all are well.
    [[nodiscard]] virtual boost::asio::awaitable<std::vector<readiness_check>> readiness() = 0;
    /// What so many more subjects would do to each list.
    [[nodiscard]] virtual std::vector<list_budget> budget(const std::array<std::uint64_t, subject_kinds>& more) = 0;
    /// What each list that is asked about this kind has said of these since `since`, as far as is known here.
    [[nodiscard]] virtual std::vector<list_standing> standing(const subject_range& of,
                                                              std::chrono::sys_seconds since) = 0;
    /// A link to sign in with was asked for: finds out by itself whether anybody is to be mailed one, after the answer,
    /// which must not take longer for those who are. `asked_by` is the hexadecimal SHA-256 of the asking window's
    /// cookie.
    virtual void login_link_asked(std::string email, std::string asked_by, std::string return_to) = 0;
    /// Mails somebody the link of an invitation. False: nothing can be mailed, so the link must be handed on.
    [[nodiscard]] virtual bool mail_invitation(std::string email, std::string link) = 0;
    /// Why nothing is sold at present (the store was restored, and nobody has confirmed it); empty: it is.
    [[nodiscard]] virtual std::string held() = 0;
    /// Staff has confirmed a restored store; stored already.
    virtual void restore_confirmed() = 0;
    /// In the text format of Prometheus 0.0.4.
    [[nodiscard]] virtual std::string metrics_text() = 0;
};

struct api_options {
    http::rate requests{.requests = 600, .per = std::chrono::minutes(1)};  ///< of one token
    http::rate checks{.requests = 20, .per = std::chrono::minutes(1)};     ///< POST /v1/checks of one token
    /// Requests with tokens that open nothing, from one address or /64 of IPv6: beyond it they are told to wait, which
    /// a token that is valid never is. And, counted apart, webhooks without a valid signature.
    http::rate failures{.requests = 60, .per = std::chrono::minutes(1)};
    /// Whether /metrics needs no token. Where a request comes from never matters: behind a proxy all come from there.
    bool open_metrics = false;
    /// /metrics is served by make_internal_router() alone.
    bool internal_metrics = false;
    /// Where people reach this service, without the slash at the end; empty: nobody can sign in.
    std::string public_url;
    /// Mailed links asked for, from one address, whether or not anybody has them.
    http::rate login_links{.requests = 20, .per = std::chrono::hours(1)};
    /// How often a stream of events finds out whether its caller may still listen, and says that it is alive: within
    /// 15 s a revocation ends it, and within a minute a proxy would.
    std::chrono::milliseconds stream_looks_every{10'000};
    /// What accounts may add; whether subjects may be special-purpose addresses, for checks as well.
    admission subjects;
};

/// How long POST /v1/checks may ask: monitoring systems give up after ten seconds.
inline constexpr std::chrono::milliseconds check_patience{8'000};

/// What webhooks of customers and staff may be.
struct webhook_rules {
    std::size_t most = 10;   ///< of one account, and of staff
    notify::url_rules urls;  ///< where they may lead
};

/// All that is referred to outlives the router and every request under way.
struct api_ports {
    store::database& db;
    const clock& time;
    application& program;
    api_options options;
    /// Null where nothing can be paid; what is known of payments is told all the same.
    services::payment_service* payments = nullptr;
    webhook_rules webhooks = {};
    /// Null where nobody is told what happens as it happens: GET /v1/events has its pages all the same.
    std::shared_ptr<services::news> news = {};
};

}  // namespace offlist::api
