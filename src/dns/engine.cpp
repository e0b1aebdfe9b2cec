#include "dns/engine.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/assert.hpp>
#include <stdexcept>
#include <utility>

namespace offlist::dns {
namespace {

using namespace std::chrono_literals;

constexpr int unasked_at_once = 256;  // questions ended without being asked before the event loop gets its turn
constexpr auto tcp_patience = 4;      // timeouts that a question over TCP may take, as a safeguard behind c-ares's own

std::uint32_t bit(std::size_t server)
{
    return 1U << server;
}

}  // namespace

engine::engine(boost::asio::any_io_executor on, resolver_options options)
    : executor_(std::move(on)), options_(std::move(options)), asks_(executor_), ticker_(executor_), waker_(executor_)
{
    if (options_.servers.empty() || options_.servers.size() > 32)
        throw std::invalid_argument("a resolver needs 1 to 32 servers");
    if (options_.timeout < 1ms) throw std::invalid_argument("the timeout must be at least 1 ms");
    options_.tries = std::clamp(options_.tries, 1, most_tries);
    options_.max_in_flight = std::clamp(options_.max_in_flight, 1, most_in_flight);
    options_.source_ports = std::max(options_.source_ports, 1);
    for (const auto& server : options_.servers)
        upstreams_.push_back(std::make_unique<upstream>(server, options_.max_in_flight, options_.timeout));
    slots_.resize(static_cast<std::size_t>(options_.max_in_flight));
    for (int i = options_.max_in_flight; i-- > 0;) free_.push_back(static_cast<std::uint16_t>(i));
    sources_.push_back(&asks_);
}

engine::~engine()
{
    *alive_ = false;
    for (auto& s : slots_) s.busy = false;
    upstreams_.clear();  // c-ares ends its questions through us: before our other members go
}

boost::asio::awaitable<answer> engine::ask(question q)
{
    return asks_.ask(std::move(q), [this] { wake(); });
}

void engine::attach(question_source& source)
{
    sources_.push_back(&source);
    wake();
}

void engine::detach(question_source& source)
{
    std::erase(sources_, &source);
    for (auto& s : slots_)
        if (s.busy && s.source == &source) s.source = nullptr;
}

void engine::wake()
{
    if (std::exchange(pump_posted_, true)) return;
    boost::asio::post(executor_, [this, alive = std::weak_ptr(alive_)] {
        if (const auto still = alive.lock(); !still || !*still) return;
        pump_posted_ = false;
        pump(std::chrono::steady_clock::now());
    });
}

/// Fills the windows: first what waits to be sent again, then new questions from the sources in turn.
void engine::pump(steady_time now)
{
    now_ = now;
    send_waiting(now);
    int unasked = 0;
    while (!free_.empty() && waiting_.size() <= slots_.size() / 2 && has_room()) {
        const auto outcome = pull(now);
        if (outcome == pulled::nothing) break;
        if (outcome == pulled::unasked && ++unasked == unasked_at_once) {
            wake();  // timers, and the probes of dead resolvers, get their turn
            break;
        }
    }
    flush_all();
    if (free_.size() < slots_.size()) start_ticking();
    wake_at_idle_end(now);
}

bool engine::has_room() const
{
    return std::any_of(upstreams_.begin(), upstreams_.end(), [](const auto& u) { return u->has_room(); });
}

/// One pass over the questions that wait: a resolver without room holds up only those that may go nowhere else.
void engine::send_waiting(steady_time now)
{
    std::size_t kept = 0;
    for (const auto index : waiting_) {
        auto& s = slots_[index];
        auto ends = s.failed;
        if (s.source != nullptr && (s.tries == 0 || now < s.patience_ends + options_.timeout)) {
            const auto outcome = dispatch(index, now);
            s.queued = outcome == dispatched::no_room;
            if (s.queued) waiting_[kept++] = index;
            if (outcome != dispatched::nobody) continue;
            if (ends == answer_status::timeout) ends = unasked_status(s);
        }
        s.queued = false;
        complete_without_answer(index, ends, now);
    }
    waiting_.resize(kept);
}

/// How a question ends that no resolver was asked, since all are dead: silent, or with closed ports.
answer_status engine::unasked_status(const slot& s) const
{
    for (std::size_t i = 0; i < upstreams_.size(); ++i)
        if ((s.servers & bit(i)) != 0 && upstreams_[i]->dead && !upstreams_[i]->refusing) return answer_status::timeout;
    return answer_status::unreachable;
}

/// Takes one question from the next source that has one.
engine::pulled engine::pull(steady_time now)
{
    for (std::size_t dry = 0; dry < sources_.size(); ++dry) {
        if (next_source_ >= sources_.size()) next_source_ = 0;
        auto* source =
            sources_[next_source_++];  // each in turn: awaited questions must not starve behind a long source
        if (!source->next(scratch_, now)) continue;
        const auto index = take_slot(*source);
        switch (dispatch(index, now)) {
            case dispatched::sent:
                return pulled::sent;
            case dispatched::no_room:
                queue_again(index);
                return pulled::sent;
            case dispatched::nobody:
                complete_without_answer(index, unasked_status(slots_[index]), now);
                return pulled::unasked;
        }
    }
    return pulled::nothing;
}

/// A slot for the question in scratch_.
std::uint16_t engine::take_slot(question_source& source)
{
    const auto index = free_.back();
    free_.pop_back();
    auto& s = slots_[index];
    s.source = &source;
    s.tag = scratch_.tag;
    s.servers = scratch_.servers;
    s.tried = 0;
    s.type = scratch_.type;
    s.tries = s.tcp_tries = s.attempts_open = 0;
    s.busy = true;
    s.flying = s.over_tcp = s.queued = false;
    s.failed = answer_status::timeout;
    // A question about addresses fits 512 octets both ways; texts and names may be longer.
    const auto extended = scratch_.type == record_type::a ? edns::without : edns::with;
    s.size = static_cast<std::uint16_t>(write_question(s.packet, 0, scratch_.name, scratch_.type, extended));
    return index;
}

engine::dispatched engine::dispatch(std::uint16_t index, steady_time now)
{
    for (;;) {
        bool anybody = false;
        auto* to = choose(slots_[index], now, anybody);
        if (to == nullptr) return anybody ? dispatched::no_room : dispatched::nobody;
        if (!open_lanes(*to, now)) continue;  // no route there: it is dead now, so another one is chosen
        std::uint8_t server = 0;
        while (upstreams_[server].get() != to) ++server;
        send(index, server, now);
        return dispatched::sent;
    }
}

/// The allowed resolver with the most room, preferring those that answer and, for another try, those not tried yet.
/// A suspect gets one question a probe interval, or all of them when there is nobody else; a dead one then only probes.
upstream* engine::choose(const slot& s, steady_time now, bool& anybody)
{
    upstream* best = nullptr;
    int best_rank = 0;
    for (std::size_t i = 0; i < upstreams_.size(); ++i) {
        auto& u = *upstreams_[i];
        if ((s.servers & bit(i)) == 0) continue;
        const bool probe = u.suspect() && now >= u.next_probe && s.tries == 0;
        if (u.dead && !probe) continue;
        anybody = true;
        if (!u.has_room()) continue;
        int rank = 1 + std::min(u.window.size() - u.in_flight, 0xffff);
        if ((s.tried & bit(i)) == 0) rank += 0x10000;
        if (!u.suspect()) rank += 0x20000;
        if (probe) rank += 0x40000;
        if (rank > best_rank) {
            best = &u;
            best_rank = rank;
        }
    }
    // Better to wait for a good resolver's window than to ask a suspect.
    if (best != nullptr && best->suspect()) {
        const bool probe = now >= best->next_probe && s.tries == 0;
        if (!probe)
            for (std::size_t i = 0; i < upstreams_.size(); ++i)
                if ((s.servers & bit(i)) != 0 && !upstreams_[i]->suspect()) return nullptr;
        best->next_probe = now + upstream::probe_every;
    }
    return best;
}

void engine::queue_again(std::uint16_t index)
{
    BOOST_ASSERT(!slots_[index].queued && !slots_[index].flying);
    slots_[index].queued = true;
    waiting_.push_back(index);
}

void engine::take_off_queue(std::uint16_t index)
{
    slots_[index].queued = false;
    std::erase(waiting_, index);
}

void engine::send(std::uint16_t index, std::uint8_t server, steady_time now)
{
    auto& s = slots_[index];
    auto& to = *upstreams_[server];
    // A question without an answer may have met a server that does not know OPT and says so in twelve octets.
    if (s.packet[11] != 0 && (!to.edns || s.tries > 0)) {
        s.packet[11] = 0;
        s.size = static_cast<std::uint16_t>(s.size - edns_size);
    }
    const auto& over = to.lanes[to.next_lane];
    const auto id = over->channel->send(index, {s.packet.data(), s.size});
    BOOST_ASSERT(s.attempts_open < s.attempts.size());
    s.attempts[s.attempts_open++] = {.over = over->channel.get(), .id = id, .server = server, .sent = now};
    s.server = server;
    s.tried |= bit(server);
    s.flying = true;
    ++to.in_flight;
    // A try is overdue by what this resolver usually takes, each later one more patiently: a lost packet costs little,
    // and a server that stalls for a second is still asked after it.
    const auto overdue = std::min(to.trip.wait() * (1 << std::min(2 * s.tries, 16)), options_.timeout);
    if (s.tries == 0) s.patience_ends = now + options_.tries * options_.timeout;
    s.attempts[s.attempts_open - 1U].number = ++s.tries;
    s.deadline = now + (to.refusing ? std::min(upstream::refused_wait, options_.timeout) : overdue);
}

/// The question no longer counts against its resolver's window.
void engine::ground(slot& s)
{
    if (std::exchange(s.flying, false)) --upstreams_[s.server]->in_flight;
}

std::span<const std::uint8_t> engine::awaited(const lane& by, std::uint16_t id, std::uint16_t index) const
{
    const auto& s = slots_[index];
    if (!s.busy) return {};
    for (int i = 0; i < s.attempts_open; ++i) {
        const auto& a = s.attempts[static_cast<std::size_t>(i)];
        if (a.over == &by && a.id == id) return {s.packet.data(), s.size};
    }
    return {};
}

void engine::answered(lane& by, std::uint16_t id, std::uint16_t index, const receive_buffer::datagram& message)
{
    auto& s = slots_[index];
    std::size_t which = 0;
    while (s.attempts[which].over != &by || s.attempts[which].id != id) ++which;
    const auto a = s.attempts[which];
    s.attempts[which] = s.attempts[--s.attempts_open];

    auto& from = *upstreams_[a.server];
    from.heard(now_);
    from.trip.sample(now_ - a.sent);
    if (a.number < s.tries) --from.losses;  // late, not lost
    if (s.over_tcp) return;                 // an earlier try answered over UDP what we already ask over TCP
    if (message.cut) return ask_over_tcp(index, a.server, now_);
    if (s.packet[11] != 0 && !s.queued && knows_no_edns(message.octets)) {  // RFC 6891 section 7: without it, then
        from.edns = false;
        ground(s);
        --s.tries;
        s.tried &= ~bit(a.server);
        return queue_again(index);
    }
    auto said = read_answer(message.octets, s.type);
    said.server = a.server;
    settle(index, said, now_);
}

void engine::gave_up(lane& by, std::uint16_t id, std::uint16_t index)
{
    auto& s = slots_[index];
    for (std::size_t i = 0; i < s.attempts_open; ++i)
        if (s.attempts[i].over == &by && s.attempts[i].id == id) {
            s.attempts[i] = s.attempts[--s.attempts_open];
            return;
        }
}

void engine::answered_over_tcp(std::uint32_t token, std::span<const std::uint8_t> message)
{
    const auto index = static_cast<std::uint16_t>(token);
    auto& s = slots_[index];
    if (!s.busy || !s.over_tcp || s.tcp_serial != token >> 16) return;
    auto& from = *upstreams_[s.server];
    const auto now = std::chrono::steady_clock::now();
    if (message.empty()) {
        // Servers close a connection with questions outstanding, which are to be asked again (RFC 7766 section 6.2.4):
        // as often as others are answered, and a few times more.
        const bool progress = std::exchange(s.tcp_answers, from.tcp_answers) != from.tcp_answers;
        s.tcp_again = progress || ++s.tcp_tries < options_.tries;
        if (!s.tcp_again) elsewhere(index, answer_status::truncated, now);
    } else {
        ++from.tcp_answers;
        answer said;
        said.status = answer_status::malformed;
        if (message.size() >= header_size && answers(message, {s.packet.data(), s.size}))
            said = read_answer(message, s.type);
        said.server = s.server;
        if (said.status == answer_status::truncated)
            elsewhere(index, said.status, now);
        else
            settle(index, said, now);
    }
    wake();
}

/// Decides what an answer leads to: the end, TCP, or another resolver.
void engine::settle(std::uint16_t index, const answer& said, steady_time now)
{
    auto& s = slots_[index];
    switch (said.status) {
        case answer_status::truncated:
            return ask_over_tcp(index, said.server, now);
        case answer_status::malformed:
        case answer_status::refused:
        case answer_status::servfail:
            // A late "no answer" to an earlier try does not end the one that is under way.
            if (s.queued || (s.flying && s.server != said.server)) return;
            s.server = said.server;
            return elsewhere(index, said.status, now);
        default:
            complete(index, said, now);
    }
}

/// The question's latest resolver has no answer, and is not asked again: another one may have, be it one that was asked
/// and was silent so far (a slow answer, a lost packet).
void engine::elsewhere(std::uint16_t index, answer_status said, steady_time now)
{
    auto& s = slots_[index];
    s.failed = said;
    s.servers &= ~bit(s.server);
    s.over_tcp = false;
    ground(s);
    for (std::size_t i = 0; i < upstreams_.size() && s.tries < options_.tries; ++i)
        if ((s.servers & bit(i)) != 0 && !upstreams_[i]->dead) return queue_again(index);
    complete_without_answer(index, said, now);
}

void engine::complete_without_answer(std::uint16_t index, answer_status status, steady_time now)
{
    answer none;
    none.status = status;
    none.server = slots_[index].server;
    complete(index, none, now);
}

void engine::complete(std::uint16_t index, const answer& said, steady_time now)
{
    auto& s = slots_[index];
    if (s.queued) take_off_queue(index);  // a late answer to an earlier try
    ground(s);
    s.busy = false;
    for (std::size_t i = 0; i < s.attempts_open; ++i) s.attempts[i].over->forget(s.attempts[i].id);
    s.attempts_open = 0;
    free_.push_back(index);
    if (s.source != nullptr) s.source->answered(s.tag, said, now);
}

void engine::ask_over_tcp(std::uint16_t index, std::uint8_t server, steady_time now)
{
    auto& s = slots_[index];
    ground(s);
    if (s.queued) take_off_queue(index);
    s.server = server;
    s.over_tcp = true;
    s.tcp_tries = 0;
    s.tcp_answers = upstreams_[server]->tcp_answers;
    s.deadline = now + tcp_patience * options_.timeout;
    s.tcp_again = true;  // sent by the next tick: c-ares may be in the middle of closing the connection
}

void engine::send_over_tcp(std::uint16_t index)
{
    auto& s = slots_[index];
    s.tcp_again = false;
    auto& to = *upstreams_[s.server];
    try {
        if (!to.tcp)
            to.tcp = std::make_unique<tcp_lane>(executor_, to.endpoint, options_.timeout,
                                                static_cast<tcp_lane_owner&>(*this), ids_);
    } catch (const std::exception&) {  // no channel, no descriptors
        return elsewhere(index, answer_status::truncated, now_);
    }
    to.tcp->send(std::uint32_t{++s.tcp_serial} << 16 | index, {s.packet.data(), s.size});
}

}  // namespace offlist::dns

namespace offlist {

std::unique_ptr<resolver> make_resolver(boost::asio::any_io_executor on, resolver_options options)
{
    return std::make_unique<dns::engine>(std::move(on), std::move(options));
}

}  // namespace offlist
