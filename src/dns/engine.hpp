// engine.hpp: the DNS engine: pulls questions, keeps windows full, tries again elsewhere, hands answers back.
//
// One engine belongs to one executor that runs on one thread; everything is called and calls back there. It implements
// both the pipeline (very many questions) and the resolver (one, awaited). Start reading at pump().
#pragma once
#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <offlist/resolver.hpp>
#include <vector>

#include "dns/ask_queue.hpp"
#include "dns/message.hpp"
#include "dns/pipeline.hpp"
#include "dns/upstream.hpp"

namespace offlist::dns {

class engine final : public resolver, public pipeline, private lane_owner, private tcp_lane_owner {
public:
    static constexpr int most_tries = 5;
    static constexpr int most_in_flight = 16384;
    static constexpr std::uint8_t most_attempts = 12;  ///< packets one question may cost, whatever the options say

    /// Throws std::invalid_argument for options out of range. Sockets are opened with the first question; a resolver to
    /// which none can be opened is dead for the time being.
    engine(boost::asio::any_io_executor on, resolver_options options);
    ~engine() override;
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;

    boost::asio::awaitable<answer> ask(question q) override;

    void attach(question_source& source) override;
    void detach(question_source& source) override;
    void wake() override;
    [[nodiscard]] std::size_t server_count() const override { return upstreams_.size(); }
    [[nodiscard]] std::string_view server_name(std::uint8_t index) const override { return upstreams_[index]->name; }

private:
    struct attempt {
        lane* over = nullptr;
        std::uint16_t id = 0;
        std::uint8_t server = 0;
        std::uint8_t number = 0;  ///< which try it was, from 1
        steady_time sent{};
    };
    /// One question under way.
    struct slot {
        question_source* source = nullptr;  ///< null once nobody wants the answer
        std::uint64_t tag = 0;
        steady_time deadline{};       ///< of the latest try
        steady_time patience_ends{};  ///< tries times timeout after the first one
        std::uint32_t servers = 0;    ///< those that may be asked
        std::uint32_t tried = 0;      ///< those that were
        record_type type = record_type::a;
        std::uint16_t size = 0;   ///< of the packet
        std::uint8_t server = 0;  ///< of the latest try
        std::uint8_t tries = 0;
        std::uint8_t attempts_open = 0;
        bool busy = false;
        bool flying = false;  ///< counted in its server's in_flight
        bool queued = false;  ///< stands in waiting_
        bool over_tcp = false;
        bool tcp_again = false;  ///< to be sent over TCP by the next tick
        std::uint8_t tcp_tries = 0;
        std::uint16_t tcp_serial = 0;                   ///< tells this question from earlier ones of the slot
        std::uint32_t tcp_answers = 0;                  ///< of its resolver, when it was sent
        answer_status failed = answer_status::timeout;  ///< how it ends if nobody else answers
        std::array<attempt, most_attempts> attempts{};
        std::array<std::uint8_t, max_question_size> packet;
    };
    enum class dispatched : std::uint8_t { sent, no_room, nobody };
    enum class pulled : std::uint8_t { nothing, sent, unasked };

    // lane_owner and tcp_lane_owner
    [[nodiscard]] std::span<const std::uint8_t> awaited(const lane& by, std::uint16_t id,
                                                        std::uint16_t index) const override;
    void answered(lane& by, std::uint16_t id, std::uint16_t index, const receive_buffer::datagram& message) override;
    void gave_up(lane& by, std::uint16_t id, std::uint16_t index) override;
    void answered_over_tcp(std::uint32_t token, std::span<const std::uint8_t> message) override;

    void pump(steady_time now);
    void send_waiting(steady_time now);
    [[nodiscard]] bool has_room() const;
    [[nodiscard]] answer_status unasked_status(const slot& s) const;
    pulled pull(steady_time now);
    std::uint16_t take_slot(question_source& source);
    dispatched dispatch(std::uint16_t index, steady_time now);
    upstream* choose(const slot& s, steady_time now, bool& anybody);
    void send(std::uint16_t index, std::uint8_t server, steady_time now);
    void settle(std::uint16_t index, const answer& said, steady_time now);
    void elsewhere(std::uint16_t index, answer_status said, steady_time now);
    void complete(std::uint16_t index, const answer& said, steady_time now);
    void complete_without_answer(std::uint16_t index, answer_status status, steady_time now);
    void ground(slot& s);
    void ask_over_tcp(std::uint16_t index, std::uint8_t server, steady_time now);
    void send_over_tcp(std::uint16_t index);
    void queue_again(std::uint16_t index);
    void take_off_queue(std::uint16_t index);

    bool open_lanes(upstream& to, steady_time now);
    void flush(const std::shared_ptr<open_lane>& one);
    void flush_all();
    void wait_readable(upstream& of, const std::shared_ptr<open_lane>& one);
    void on_readable(upstream& of, const std::shared_ptr<open_lane>& one);
    void refused(upstream& by, steady_time now);
    void retire_lanes(upstream& of, steady_time now);
    void start_ticking();
    void tick();
    void expire(steady_time now);
    void wake_at_idle_end(steady_time now);

    boost::asio::any_io_executor executor_;
    resolver_options options_;
    random_ids ids_;
    receive_buffer buffer_;
    std::vector<std::unique_ptr<upstream>> upstreams_;
    std::vector<slot> slots_;
    std::vector<std::uint16_t> free_;
    std::vector<std::uint16_t> waiting_;  // questions that want to be sent (again) as soon as a window has room
    std::vector<question_source*> sources_;
    std::size_t next_source_ = 0;
    ask_queue asks_;
    outgoing scratch_;
    steady_time now_{};  // of the batch being worked on
    boost::asio::steady_timer ticker_;
    boost::asio::steady_timer waker_;
    bool ticking_ = false;
    bool pump_posted_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace offlist::dns
