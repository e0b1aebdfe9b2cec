// virtual_pipeline.hpp: the DNS pipeline for benchmarks of whoever asks: virtual time, and resolvers that answer at
// once.
//
// Costs as little as can be, because what it costs is subtracted from what is measured: every question is answered a
// fixed time after it was asked, so flights are a queue; time moves in ticks of a millisecond, as the engine wakes.
// Names are those of a blocklist of IPv4 addresses whose zone begins with the letter l and a number: 7.12.83.45.l03.bl.
// One thread only.
#pragma once
#include <chrono>
#include <core/clock.hpp>
#include <cstdint>
#include <deque>
#include <dns/pipeline.hpp>
#include <string_view>
#include <vector>

namespace offlist::bench {

/// What blocklists list: a fixed share of all pairs, and the test entry 127.0.0.2.
struct truth {
    std::uint32_t listed_of_10000 = 100;

    [[nodiscard]] bool listed(std::uint32_t address, std::uint32_t list) const
    {
        if (address == 0x7f000002) return true;
        if (address >> 24U == 0x7f) return false;
        std::uint64_t x = (std::uint64_t{list} << 32U | address) + 0x9e3779b97f4a7c15U;  // splitmix64
        x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
        x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
        return (x ^ (x >> 31U)) % 10'000 < listed_of_10000;
    }
};

class virtual_pipeline final : public dns::pipeline {
public:
    using duration = std::chrono::steady_clock::duration;
    static constexpr std::chrono::milliseconds tick{1};
    static constexpr std::chrono::milliseconds latency{5};
    static constexpr std::size_t window = 20'000;

    explicit virtual_pipeline(truth t);

    void attach(dns::question_source& source) override { sources_.push_back({&source, false, {}}); }
    void detach(dns::question_source& source) override;
    void wake() override;
    [[nodiscard]] std::size_t server_count() const override { return 1; }
    [[nodiscard]] std::string_view server_name(std::uint8_t) const override { return "192.0.2.53:53"; }

    [[nodiscard]] dns::steady_time now() const { return now_; }
    /// Lets one tick pass, or more when nobody has anything to do: what is due is answered, then questions are pulled.
    void step();
    /// The next step will be one tick.
    [[nodiscard]] bool busy() const { return next_event() <= now_ + tick; }
    [[nodiscard]] std::uint64_t asked() const { return asked_; }

private:
    struct attached {
        dns::question_source* source;
        bool dry;
        dns::steady_time ask_again;
    };
    struct flight {
        dns::question_source* source;  // null: it has gone
        std::uint64_t tag;
        const answer* said;
        dns::steady_time at;
    };

    [[nodiscard]] dns::steady_time next_event() const;
    void deliver();
    void pull();
    [[nodiscard]] const answer& answer_to(const dns::outgoing& q) const;

    truth truth_;
    answer no_;
    answer listed_;
    answer text_;
    dns::steady_time now_{std::chrono::hours(1)};
    std::vector<attached> sources_;
    std::deque<flight> flights_;
    std::uint64_t asked_ = 0;
};

/// A calendar that moves with the pipeline's time.
class virtual_clock final : public clock {
public:
    explicit virtual_clock(const virtual_pipeline& time, std::chrono::sys_seconds begins)
        : time_(time), zero_(begins - std::chrono::floor<std::chrono::seconds>(time.now().time_since_epoch()))
    {
    }
    [[nodiscard]] std::chrono::system_clock::time_point now() const override
    {
        return zero_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(steady().time_since_epoch());
    }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return time_.now(); }

private:
    const virtual_pipeline& time_;
    std::chrono::sys_seconds zero_;
};

}  // namespace offlist::bench
