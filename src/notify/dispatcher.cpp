#include "notify/dispatcher.hpp"

#include <boost/assert.hpp>
#include <optional>
#include <utility>

#include "notify/signature.hpp"

namespace offlist::notify {
namespace {

constexpr int events_at_once = 200;    // in one transaction: others wait to write meanwhile
constexpr int batches_a_round = 10;    // of events
constexpr int webhooks_at_once = 250;  // read in one go
constexpr int pages_a_round = 20;

outbound::http_result never_sent(std::string why)
{
    return outbound::transfer_failure{
        .why = outbound::failed_by::wrong_request, .may_have_arrived = false, .what = std::move(why)};
}

}  // namespace

dispatcher::dispatcher(notification_store& store, outbound::http_sender& web, const clock& time,
                       dispatcher_options options, dispatcher_ports ports)
    : store_(store), web_(web), time_(time), options_(options), ports_(std::move(ports))
{
}

boost::asio::awaitable<parsed<int>> dispatcher::round()
{
    if (auto written = co_await record_rest(); !written) co_return written.error();
    for (int batch = 0; batch < batches_a_round && !stopping_; ++batch) {
        const auto handed = co_await store_.hand_on(time_.now_seconds(), events_at_once);
        if (!handed) co_return handed.error();
        if (*handed < events_at_once) break;
    }
    int begun = 0;
    turn from;
    for (int page = 0; page < pages_a_round; ++page) {
        if (stopping_ || under_way() >= options_.in_flight) break;
        auto due = co_await store_.due(time_.now_seconds(), from, webhooks_at_once);
        if (!due) co_return due.error();
        const bool last = due->size() < static_cast<std::size_t>(webhooks_at_once);
        for (notification& n : *due) {
            from = {.due_at = n.due_at, .webhook = n.webhook};
            if (!stopping_ && begin(std::move(n))) ++begun;
        }
        if (last) break;
    }
    co_return begun;
}

bool dispatcher::begin(notification n)
{
    if (under_way() >= options_.in_flight || taken_->busy.contains(n.webhook)) return false;
    // The rules may be stricter than when the webhook was made: then the request fails without being sent.
    const auto server = server_of(n.url, options_.urls);
    std::string name = server ? *server : std::string();
    std::size_t& there = taken_->servers[name];
    if (server && there >= options_.per_server) return false;
    ++there;
    ++taken_->requests;
    taken_->busy.insert(n.webhook);
    ports_.start(send(std::move(n), std::move(name)));
    return true;
}

void dispatcher::places::release(std::int64_t webhook, const std::string& server)
{
    BOOST_ASSERT(requests > 0);
    --requests;
    const auto there = servers.find(server);
    if (--there->second == 0) servers.erase(there);
    busy.erase(webhook);
}

boost::asio::awaitable<void> dispatcher::send(notification n, std::string server)
{
    // Also when it is cut off: then nothing is written, and the notification stays due.
    struct guard {
        std::shared_ptr<places> taken;
        std::int64_t webhook;
        const std::string& server;
        ~guard() { taken->release(webhook, server); }
    };
    std::optional<aftermath> unwritten;
    {
        const guard g{taken_, n.webhook, server};
        outbound::http_request request;
        request.method = "POST";
        request.url = n.url;
        request.body = body_of(n.what);
        request.timeout = options_.timeout;
        request.most_octets = options_.most_octets;
        request.special = options_.urls.special;
        const auto allowed = server_of(n.url, options_.urls);
        auto headers = signed_headers(n.secret, message_id(n.what), time_.now_seconds(), request.body);
        outbound::http_result answer = outbound::http_answer{};
        if (!allowed) {
            answer = never_sent("the URL " + allowed.error().what);
        } else if (!headers) {
            answer = never_sent(headers.error().what);
        } else {
            request.headers = std::move(*headers);
            answer = co_await web_.send(std::move(request));
        }
        if (!answer && answer.error().why == outbound::failed_by::cancelled) co_return;
        aftermath a = after(n, answer, time_.now_seconds());
        ports_.told(n, a, server);
        auto written = co_await store_.record(a);
        if (!written) unwritten = std::move(a);
    }
    if (unwritten) {  // it must not be sent again at once only because the store is in trouble
        taken_->busy.insert(unwritten->webhook);
        unrecorded_.push_back(std::move(*unwritten));
    }
    ports_.ended();
}

boost::asio::awaitable<parsed<void>> dispatcher::record_rest()
{
    while (!unrecorded_.empty()) {
        const aftermath a = unrecorded_.back();
        auto written = co_await store_.record(a);
        if (!written) co_return written.error();
        taken_->busy.erase(a.webhook);
        std::erase_if(unrecorded_, [&a](const aftermath& other) { return other.notification == a.notification; });
    }
    co_return parsed<void>();
}

}  // namespace offlist::notify
