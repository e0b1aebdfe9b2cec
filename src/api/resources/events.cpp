// What has happened, as pages and as a stream of ids (server-sent events): which thing, and when. What it is by now is
// read where it stands.
#include <core/quoted.hpp>
#include <http/body_stream.hpp>
#include <http/gzip.hpp>
#include <nlohmann/json.hpp>
#include <services/news/news.hpp>
#include <store/notices/event_reader.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/gate.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace events_resource {
namespace {

using services::news;

/// So many are one piece of a stream: some 15 KiB.
constexpr std::size_t most_in_a_piece = 100;
/// The place of a stream that began before anything had happened.
constexpr std::string_view before_all = "evt_0";
/// A page reads first and listens then: what happened in between is told, too, and a little more.
constexpr std::chrono::seconds read_before{30};
/// A browser that has lost its stream comes back after so many ms.
constexpr std::string_view comes_back = "retry: 2000\n\n";
/// An event and no comment: scripts hear no comments, and a service that hangs is to be noticed.
constexpr std::string_view alive = "event: alive\ndata: {}\n\n";
constexpr std::string_view signed_out = "event: signed_out\ndata: {}\n\n";

nlohmann::json json_of(const store::told_event& e)
{
    return {{"id", public_id("evt", e.id)},
            {"kind", e.kind},
            {"object", e.object},
            {"account", id_or_null("acc", e.account)},
            {"at", moment(e.at)}};
}

std::string place_of(std::int64_t event)
{
    return event > 0 ? public_id("evt", event) : std::string(before_all);
}

std::string text_of(const news::heard& told)
{
    std::string text;
    if (told.missed) return "event: reset\nid: " + place_of(told.place) + "\ndata: {}\n\n";
    for (const store::told_event& e : told.events)
        text += "event: changed\nid: " + public_id("evt", e.id) + "\ndata: " + json_of(e).dump() + "\n\n";
    return text;
}

/// One caller's stream. Ends with the right to listen.
class event_stream final : public http::body_stream {
public:
    event_stream(std::unique_ptr<news::listener> ear, std::optional<std::int64_t> after, call& of,
                 std::chrono::milliseconds looks_every)
        : ear_(std::move(ear)), after_(after), passed_(of.passed), who_(of.who), looks_every_(looks_every)
    {
        asked_.method = of.request.method;
        asked_.headers = of.request.headers;
        asked_.remote = of.request.remote;
    }

    asio::awaitable<std::optional<std::string>> next() override;
    void end() override
    {
        ended_ = true;
        ear_->wake();
    }

private:
    asio::awaitable<std::optional<std::string>> begin();

    std::unique_ptr<news::listener> ear_;
    std::optional<std::int64_t> after_;
    gate& passed_;  ///< outlives every connection
    caller who_;
    http::request asked_;  ///< by whose token or cookie it may listen
    std::chrono::milliseconds looks_every_;
    std::chrono::steady_clock::time_point look_at_;  ///< when the caller is looked at next
    bool begun_ = false;
    bool ended_ = false;
};

asio::awaitable<std::optional<std::string>> event_stream::begin()
{
    begun_ = true;
    look_at_ = std::chrono::steady_clock::now() + looks_every_;
    const auto told = co_await ear_->begin(after_, passed_.now() - read_before);
    if (!told) co_return std::nullopt;  // it comes back
    std::string text(comes_back);
    // its place, so that whoever comes back before anything has happened misses nothing
    if (told->missed) co_return text + text_of(*told);
    const std::int64_t first = told->events.empty() ? told->place : told->events.front().id - 1;
    co_return text + "event: ready\nid: " + place_of(after_.value_or(first)) + "\ndata: {}\n\n" + text_of(*told);
}

asio::awaitable<std::optional<std::string>> event_stream::next()
{
    if (ended_) co_return std::nullopt;
    if (!begun_) co_return co_await begin();
    while (!ended_) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= look_at_) {
            look_at_ = now + looks_every_;
            const auto refused = co_await passed_.turned_away(asked_, who_);
            if (!refused) co_return std::string(alive);
            ended_ = true;  // also where the store cannot say: nobody listens on a right that was not looked at
            if (refused->status == 401) co_return std::string(signed_out);
            co_return std::nullopt;
        }
        const news::heard told = ear_->take(most_in_a_piece);
        if (std::string text = text_of(told); !text.empty()) co_return text;
        co_await ear_->wait(std::chrono::ceil<std::chrono::milliseconds>(look_at_ - now));
    }
    co_return std::nullopt;
}

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> list(call& of);

private:
    asio::awaitable<http::response> stream(call& of, std::optional<std::int64_t> after);

    api_ports with_;
};

asio::awaitable<http::response> handlers::stream(call& of, std::optional<std::int64_t> after)
{
    std::unique_ptr<news::listener> ear;
    const std::string key = of.who.person > 0 ? public_id("per", of.who.person) : public_id("tok", of.who.token);
    if (with_.news) ear = with_.news->listen(key, of.only_of());
    if (!ear) {
        http::response full = http::problem_response(503, "too-many-streams", "You listen in too many places already",
                                                     "Expected 8 streams at most of one token or person, and 64 of one "
                                                     "account. GET /v1/events without text/event-stream gives pages.");
        full.headers.emplace_back("Retry-After", "15");
        co_return full;
    }
    http::response answer{200, "text/event-stream", "", {}};
    answer.headers.emplace_back("X-Accel-Buffering", "no");  // nginx would keep events until it has many
    answer.stream = std::make_shared<event_stream>(std::move(ear), after, of, with_.options.stream_looks_every);
    co_return answer;
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    auto after = asked.id("after", "evt");
    store::page_request which = asked.page("event");
    const bool goes_on = http::names_media_type(of.request.joined_header("accept"), "text/event-stream");
    if (const std::string_view last = of.request.header("last-event-id"); goes_on && !after && !last.empty()) {
        after = last == before_all ? std::optional<std::int64_t>(0) : parse_public_id("evt", last);
        if (!after) asked.complain("Last-Event-ID", quoted(last) + " is no event", "an id such as evt_12");
    }
    if (asked.wrong()) co_return asked.answer();
    if (goes_on) co_return co_await stream(of, after);
    auto work = [only_of = of.only_of(), after, which = std::move(which)](soci::session& s) {
        return store::event_page(s, only_of, after.value_or(0), which);
    };
    const auto page = co_await with_.db.read(std::move(work));
    co_return page_answer(page, [](const auto& e) { return json_of(e); });
}

}  // namespace
}  // namespace events_resource

std::vector<endpoint> events_endpoints(const api_ports& with)
{
    using events_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/events", everybody, to(&handlers::list), {"after", "limit", "cursor"})};
}

}  // namespace offlist::api
