// upstream.hpp: one resolver that the engine asks: its sockets, its window, its health. Belongs to one executor.
//
//            lost(), again and again, or a closed port              … for as long as a question is tried
//    working ─────────────────────────────────────────► suspect() ──────────────────────────────────────► dead
//       ▲                          heard()                │                                                │
//       └─────────────────────────────────────────────────┴────────────────────────────────────────────────┘
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "dns/lane.hpp"
#include "dns/pipeline.hpp"
#include "dns/tcp_lane.hpp"
#include "dns/window.hpp"

namespace offlist::dns {

/// A lane with its place in the event loop. The loop's handlers hold it weakly.
struct open_lane {
    open_lane(const boost::asio::any_io_executor& on, std::unique_ptr<lane> made)
        : channel(std::move(made)), readiness(on, channel->descriptor()), pause(on)
    {
    }
    ~open_lane() { readiness.release(); }  // the lane owns the descriptor
    open_lane(const open_lane&) = delete;
    open_lane& operator=(const open_lane&) = delete;

    std::unique_ptr<lane> channel;
    boost::asio::posix::stream_descriptor readiness;
    boost::asio::steady_timer pause;
    steady_time opened{};
    std::chrono::milliseconds wait{};
    bool waits_for_room = false;  ///< the kernel's send buffer was full
};

struct upstream {
    upstream(const boost::asio::ip::udp::endpoint& where, int most, std::chrono::milliseconds timeout);

    boost::asio::ip::udp::endpoint endpoint;
    std::string name;  ///< address:port
    send_window window;
    round_trip trip;
    std::vector<std::shared_ptr<open_lane>> lanes;    ///< in use
    std::vector<std::shared_ptr<open_lane>> retired;  ///< waiting for their last answers
    std::size_t next_lane = 0;
    std::unique_ptr<tcp_lane> tcp;
    int in_flight = 0;  ///< questions whose latest try went here
    std::uint32_t tcp_answers = 0;
    bool edns = true;  ///< until it answers FORMERR to a question with OPT
    int answers = 0;   ///< since the window was last judged
    int losses = 0;
    steady_time heard_at{};      ///< its last answer; never: the epoch
    steady_time silent_since{};  ///< its first loss after that
    bool silent = false;         ///< too many losses and too long without an answer
    int unanswered = 0;          ///< losses since its last answer
    bool refusing = false;       ///< its port was closed, and nothing was heard since
    bool dead = false;           ///< … through all tries of a question, or silent for as long: only probed
    steady_time next_probe{};    ///< when a suspect is tried again

    /// Losses in a row, and the silence, after which other resolvers are preferred. Both: a busy machine loses time,
    /// not answers. Of a resolver that never answered one loss is enough.
    static constexpr int losses_of_a_suspect = 8;

    static constexpr std::chrono::milliseconds silence_of_a_suspect{250};
    static constexpr std::chrono::milliseconds refused_wait{100};  ///< before a closed port is tried again
    static constexpr std::chrono::milliseconds probe_every{1000};  ///< how often a suspect gets a question

    [[nodiscard]] bool suspect() const { return refusing || silent; }
    [[nodiscard]] bool has_room() const { return in_flight < window.size(); }
    void heard(steady_time now);
    /// `patience`: how long a resolver may say nothing at all until it counts as dead.
    void lost(steady_time now, steady_time::duration patience);
};

}  // namespace offlist::dns
