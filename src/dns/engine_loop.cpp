// The engine's side that faces the event loop: sockets that become readable, the tick, lanes that come and go.
#include <algorithm>
#include <boost/asio/post.hpp>
#include <stdexcept>
#include <utility>

#include "dns/engine.hpp"

namespace offlist::dns {
namespace {

using namespace std::chrono_literals;

constexpr auto tick_every = 10ms;
constexpr int questions_a_lane = 500;                // in the window, before another source port is worth its cost
constexpr std::uint64_t lane_questions = 1'000'000;  // after which a source port is renewed …
constexpr auto lane_age = 60s;                       // … or after this time
constexpr int lane_forgotten = 256;                  // … or when this many unanswered questions burden its channel
constexpr std::size_t small_batch = 48;              // answers: fewer are not worth a wake-up while many are under way
constexpr auto gather_for = 150us;                   // how long to let a batch grow then
constexpr auto shortest_idle = 500us;  // a source that is early by less than this is not worth a wake-up of its own
constexpr int rounds = 8;              // batches before other work of the loop gets its turn

}  // namespace

/// Makes sure that `to` has its lanes, of which next_lane is one. False: none can be opened, and `to` is dead for now.
bool engine::open_lanes(upstream& to, steady_time now)
{
    const auto most = std::max(options_.source_ports, to.window.size() / lane::most_under_way);
    const auto wanted = static_cast<std::size_t>(std::clamp(to.window.size() / questions_a_lane, 1, most));
    while (to.lanes.size() < wanted) {
        try {
            auto made =
                std::make_unique<lane>(to.endpoint, options_.timeout, static_cast<lane_owner&>(*this), ids_, buffer_);
            to.lanes.push_back(std::make_shared<open_lane>(executor_, std::move(made)));
        } catch (const std::runtime_error&) {  // no route, no more descriptors, no memory for c-ares
            if (!to.lanes.empty()) break;
            to.refusing = to.dead = true;
            to.next_probe = now + upstream::probe_every;
            return false;
        }
        to.lanes.back()->opened = now;
        wait_readable(to, to.lanes.back());
    }
    if (to.next_lane >= to.lanes.size()) to.next_lane = 0;
    return true;
}

void engine::flush(const std::shared_ptr<open_lane>& one)
{
    if (one->channel->socket().idle() || one->waits_for_room) return;
    if (one->channel->socket().flush()) return;
    one->waits_for_room = true;
    one->readiness.async_wait(boost::asio::posix::descriptor_base::wait_write,
                              [this, weak = std::weak_ptr(one)](boost::system::error_code error) {
                                  const auto still = weak.lock();
                                  if (error || !still) return;
                                  still->waits_for_room = false;
                                  flush(still);
                              });
}

void engine::flush_all()
{
    for (auto& u : upstreams_) {
        for (auto& one : u->lanes) flush(one);
        ++u->next_lane;  // whole batches take turns on the source ports, so that questions of one length stay together
        if (u->next_lane >= u->lanes.size()) u->next_lane = 0;
        for (auto& one : u->lanes)
            if (one->channel->socket().take_refused()) refused(*u, now_);
    }
}

void engine::wait_readable(upstream& of, const std::shared_ptr<open_lane>& one)
{
    one->readiness.async_wait(boost::asio::posix::descriptor_base::wait_read,
                              [this, &of, weak = std::weak_ptr(one)](boost::system::error_code error) {
                                  const auto still = weak.lock();
                                  if (!error && still) on_readable(of, still);
                              });
}

void engine::on_readable(upstream& of, const std::shared_ptr<open_lane>& one)
{
    std::size_t last = 0;
    for (int round = 0; round < rounds; ++round) {
        now_ = std::chrono::steady_clock::now();
        last = one->channel->receive();
        if (one->channel->socket().take_refused()) refused(of, now_);
        if (last == 0) break;
        pump(now_);
        if (last < receive_buffer::datagrams) break;
    }
    if (last != 0 && last < small_batch &&
        one->channel->under_way() - one->channel->forgotten() > static_cast<int>(4 * small_batch)) {
        one->pause.expires_after(gather_for);
        one->pause.async_wait([this, &of, weak = std::weak_ptr(one)](boost::system::error_code error) {
            const auto still = weak.lock();
            if (!error && still) on_readable(of, still);
        });
        return;
    }
    wait_readable(of, one);
}

/// The resolver's port is closed. Its questions are tried again soon, since the port may open again, but never at once:
/// c-ares left alone would resend each in a loop.
void engine::refused(upstream& by, steady_time now)
{
    if (std::exchange(by.refusing, true)) return;
    by.next_probe = now + upstream::probe_every;
    const auto soon = now + std::min(upstream::refused_wait, options_.timeout);
    for (auto& s : slots_)
        if (s.busy && s.flying && !s.over_tcp && upstreams_[s.server].get() == &by)
            s.deadline = std::min(s.deadline, soon);
}

void engine::retire_lanes(upstream& of, steady_time now)
{
    for (auto at = of.lanes.begin(); at != of.lanes.end();) {
        const auto& channel = *(*at)->channel;
        const bool worn = channel.sent() > lane_questions || channel.forgotten() > lane_forgotten ||
                          (now - (*at)->opened > lane_age && channel.sent() > 0);
        if (!worn || (*at)->waits_for_room || !(*at)->channel->socket().idle()) {
            ++at;
            continue;
        }
        of.retired.push_back(std::move(*at));
        at = of.lanes.erase(at);
    }
    std::erase_if(of.retired, [](const auto& one) { return one->channel->under_way() == one->channel->forgotten(); });
}

void engine::start_ticking()
{
    if (std::exchange(ticking_, true)) return;
    ticker_.expires_after(tick_every);
    ticker_.async_wait([this, alive = std::weak_ptr(alive_)](boost::system::error_code error) {
        if (const auto still = alive.lock(); error || !still || !*still) return;
        ticking_ = false;
        tick();
    });
}

void engine::tick()
{
    now_ = std::chrono::steady_clock::now();
    for (auto& u : upstreams_) {
        for (auto* lanes : {&u->lanes, &u->retired})
            for (auto& one : *lanes) {
                // What has arrived and was not read yet is not late: it is we who are.
                for (int round = 0; round < rounds && one->channel->receive() == receive_buffer::datagrams; ++round) {
                }
                one->channel->tick();
            }
        if (u->tcp) u->tcp->tick();
    }
    expire(now_);
    for (auto& u : upstreams_) {
        u->window.judge(std::exchange(u->answers, 0), std::exchange(u->losses, 0));
        retire_lanes(*u, now_);
    }
    // by number, because one that ends by this may leave
    for (std::size_t i = 0; i < sources_.size(); ++i)  // NOLINT(modernize-loop-convert)
        sources_[i]->time_passed(now_);
    pump(now_);
}

/// Ends the tries whose time is up: again, elsewhere if possible, or no answer.
void engine::expire(steady_time now)
{
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        auto& s = slots_[i];
        const auto index = static_cast<std::uint16_t>(i);
        if (!s.busy || (!s.flying && !s.over_tcp) || (s.deadline > now && !s.tcp_again)) continue;
        auto& u = *upstreams_[s.server];
        if (s.over_tcp) {
            if (s.deadline <= now)
                elsewhere(index, answer_status::truncated, now);
            else if (s.tcp_again)
                send_over_tcp(index);
            continue;
        }
        u.lost(now, options_.tries * options_.timeout);
        const bool patient = !u.refusing && now < s.patience_ends && s.tries < most_attempts - 1;
        if (s.tries < options_.tries || patient) {
            ground(s);
            queue_again(index);
            continue;
        }
        if (u.refusing) u.dead = true;
        const bool unheard = u.refusing && s.failed == answer_status::timeout;
        complete_without_answer(index, unheard ? answer_status::unreachable : s.failed, now);
    }
}

/// When every source is dry for now: comes back when the first of them has something again.
void engine::wake_at_idle_end(steady_time now)
{
    if (free_.empty()) return;  // answers will bring us back
    std::optional<steady_time> earliest;
    for (const auto* source : sources_)
        if (const auto until = source->idle_until(); until && (!earliest || *until < *earliest)) earliest = until;
    if (!earliest) return;
    earliest = std::max(*earliest, now + shortest_idle);
    if (waker_.expiry() == *earliest && *earliest > now) return;
    waker_.expires_at(*earliest);
    waker_.async_wait([this, alive = std::weak_ptr(alive_)](boost::system::error_code error) {
        if (const auto still = alive.lock(); error || !still || !*still) return;
        pump(std::chrono::steady_clock::now());
    });
}

}  // namespace offlist::dns
