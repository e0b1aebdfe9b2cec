// fake_pipeline.hpp: the pipeline port with virtual time, for tests of whoever asks very many questions.
//
// It pulls from its sources as the engine does, but nothing leaves the process and no wall clock is read: the test's
// script answers, and time jumps from one event to the next. Time stands still between calls of advance() and
// run_until_idle(). One thread only.
#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <dns/pipeline.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace offlist::test {

/// One question as the fake sent it.
struct asked_question {
    std::string name;  ///< dotted, without the final dot, case as asked
    record_type type = record_type::a;
    std::uint8_t server = 0;    ///< the resolver chosen
    std::uint32_t servers = 0;  ///< the mask that the source allowed
    dns::steady_time at{};
};

/// What happens to one question.
struct scripted_answer {
    answer said;                         ///< `server` is filled in by the fake
    std::chrono::milliseconds after{1};  ///< virtual time from question to answer
    bool silent = false;                 ///< nobody answers: status timeout, after `silence` of the settings

    static scripted_answer addresses(std::initializer_list<std::uint32_t> host_order, std::uint32_t ttl = 60);
    static scripted_answer text(std::string record, std::uint32_t ttl = 60);
    static scripted_answer status(answer_status s);
    /// NXDOMAIN that may be kept for `ttl` seconds (RFC 2308); 0: nothing is said about that.
    static scripted_answer no(std::uint32_t ttl = 0);
    static scripted_answer silence();
    /// The same answer, but after `delay`.
    [[nodiscard]] scripted_answer later(std::chrono::milliseconds delay) &&;
};

using answer_script = std::function<scripted_answer(const asked_question& q)>;

struct fake_pipeline_settings {
    std::vector<std::string> servers{"192.0.2.53:53"};  ///< names; questions take turns over those that the mask allows
    std::size_t window = 100;                           ///< questions in flight at most
    std::chrono::milliseconds silence{4000};            ///< until a silent question is given up
};

class fake_pipeline final : public dns::pipeline {
public:
    using duration = std::chrono::steady_clock::duration;

    explicit fake_pipeline(answer_script script, fake_pipeline_settings settings = {});

    void attach(dns::question_source& source) override;
    void detach(dns::question_source& source) override;
    void wake() override;
    [[nodiscard]] std::size_t server_count() const override { return settings_.servers.size(); }
    [[nodiscard]] std::string_view server_name(std::uint8_t index) const override;

    [[nodiscard]] dns::steady_time now() const { return now_; }
    /// Lets `how_long` pass: everything due within it happens, in order.
    void advance(duration how_long);
    /// Jumps from event to event until nothing flies and no source waits for a moment. False when that did not come
    /// within `bound` of virtual time; the clock then stands at the bound.
    [[nodiscard]] bool run_until_idle(duration bound);
    /// The same, until `done` says so after an event.
    [[nodiscard]] bool run_until(const std::function<bool()>& done, duration bound);

    void script(answer_script script) { script_ = std::move(script); }
    [[nodiscard]] const std::deque<asked_question>& asked() const { return asked_; }
    /// How often this name was asked; of any type unless said. Case matters.
    [[nodiscard]] std::size_t asked(std::string_view name) const;
    [[nodiscard]] std::size_t asked(std::string_view name, record_type type) const;
    void forget_asked() { asked_.clear(); }
    [[nodiscard]] std::size_t in_flight() const { return flights_.size(); }
    [[nodiscard]] std::size_t most_in_flight() const { return most_in_flight_; }

private:
    struct attached {
        dns::question_source* source;
        bool dry;                    // next() said false, and nothing has happened to it since
        dns::steady_time ask_again;  // of a dry source; the far future for none
    };
    struct flight {
        dns::question_source* source;
        std::uint64_t tag;
        answer said;
    };
    using due = std::pair<dns::steady_time, std::uint64_t>;  // the number keeps equal moments in the order asked

    void pull();
    bool pull_one(std::size_t index);
    void send(dns::question_source& source, const dns::outgoing& q);
    [[nodiscard]] std::uint8_t choose_server(std::uint32_t mask);
    [[nodiscard]] dns::steady_time next_event() const;
    void step_to(dns::steady_time moment);
    void moisten(const dns::question_source* source);

    answer_script script_;
    fake_pipeline_settings settings_;
    dns::steady_time now_{std::chrono::hours(1)};
    std::vector<attached> sources_;
    std::size_t turn_ = 0;
    std::map<due, flight> flights_;
    std::uint64_t sent_ = 0;
    std::size_t server_turn_ = 0;
    std::size_t most_in_flight_ = 0;
    std::deque<asked_question> asked_;
};

/// The name as people write it, without the final dot; `wire` ends in the zero octet.
[[nodiscard]] std::string dotted(std::span<const std::uint8_t> wire);

}  // namespace offlist::test
