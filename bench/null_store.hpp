// null_store.hpp: the monitor's store port without a store: says yes to everything and keeps nothing, so that what the
// scheduler costs can be seen alone. One thread only.
#pragma once
#include <cstdint>
#include <monitor/monitor_store.hpp>
#include <sweep/inventory_builder.hpp>
#include <utility>
#include <vector>

#include "virtual_pipeline.hpp"

namespace offlist::bench {

inline constexpr std::uint32_t first_address = 0x2d000000;  // 45.0.0.0
inline constexpr std::uint32_t customers = 1000;

class null_store final : public monitor_store {
public:
    /// Subjects from first_address on, every one of whose pairs that `t` lists is an open listing.
    null_store(std::uint32_t subjects, std::uint32_t lists, truth t, std::chrono::sys_seconds now)
        : subjects_(subjects), lists_(lists), truth_(t), now_(now)
    {
    }

    boost::asio::awaitable<parsed<loaded_subjects>> load_subjects() override
    {
        inventory_builder b;
        for (std::uint32_t s = 0; s < subjects_; ++s) b.add_ip4(first_address + s);
        co_return loaded_subjects{.subjects = std::move(b).finish().value().subjects, .changes = 0};
    }
    boost::asio::awaitable<parsed<std::vector<subject_change>>> load_subject_changes(std::int64_t, int) override
    {
        co_return std::vector<subject_change>{};
    }
    boost::asio::awaitable<parsed<std::vector<stored_listing>>> load_listings() override
    {
        constexpr std::int64_t spread = 900;  // seconds: they come due one after another
        std::vector<stored_listing> all;
        for (std::uint32_t list = 0; list < lists_; ++list)
            for (std::uint32_t s = 0; s < subjects_; ++s) {
                if (!truth_.listed(first_address + s, list)) continue;
                stored_listing l;
                l.id = ++last_id_;
                l.account = 1 + s % customers;
                l.about = address_v4(first_address + s);
                l.blocklist = "l" + std::to_string(list);
                l.now.state = listing_state::listed;
                l.now.counted_at = l.now.verified_at = now_ - std::chrono::seconds(last_id_ % spread);
                all.push_back(std::move(l));
            }
        co_return all;
    }
    boost::asio::awaitable<parsed<std::vector<round_position>>> load_positions() override
    {
        co_return std::vector<round_position>{};
    }
    boost::asio::awaitable<parsed<std::vector<health_change>>> load_health() override
    {
        co_return std::vector<health_change>{};
    }
    boost::asio::awaitable<parsed<std::vector<list_verification>>> load_verifications() override
    {
        co_return std::vector<list_verification>{};
    }
    boost::asio::awaitable<parsed<std::optional<sweep_record>>> load_sweep() override
    {
        co_return std::optional<sweep_record>{};
    }
    boost::asio::awaitable<parsed<std::vector<mass_change>>> load_mass_changes() override
    {
        co_return std::vector<mass_change>{};
    }
    boost::asio::awaitable<parsed<std::int64_t>> keep_back(mass_change m) override
    {
        co_return m.id != 0 ? m.id : ++last_id_;
    }
    boost::asio::awaitable<parsed<void>> has_passed(std::int64_t, std::chrono::sys_seconds) override
    {
        co_return parsed<void>{};
    }
    boost::asio::awaitable<parsed<slice_result>> record(slice_record s) override
    {
        slice_result result;
        for (const listing_step& step : s.steps)
            result.steps.push_back({step.listing != 0 ? step.listing : ++last_id_, 1});
        result.sweep = 1;
        co_return result;
    }

private:
    std::uint32_t subjects_;
    std::uint32_t lists_;
    truth truth_;
    std::chrono::sys_seconds now_;
    std::int64_t last_id_ = 0;
};

/// Counts what a store has not answered yet: virtual time stands still for it.
class awaited_store final : public monitor_store {
public:
    explicit awaited_store(monitor_store& of) : of_(of) {}
    [[nodiscard]] bool busy() const { return busy_ > 0; }

    boost::asio::awaitable<parsed<loaded_subjects>> load_subjects() override { return counted(of_.load_subjects()); }
    boost::asio::awaitable<parsed<std::vector<subject_change>>> load_subject_changes(std::int64_t after,
                                                                                     int most) override
    {
        return counted(of_.load_subject_changes(after, most));
    }
    boost::asio::awaitable<parsed<std::vector<stored_listing>>> load_listings() override
    {
        return counted(of_.load_listings());
    }
    boost::asio::awaitable<parsed<std::vector<round_position>>> load_positions() override
    {
        return counted(of_.load_positions());
    }
    boost::asio::awaitable<parsed<std::vector<health_change>>> load_health() override
    {
        return counted(of_.load_health());
    }
    boost::asio::awaitable<parsed<std::vector<list_verification>>> load_verifications() override
    {
        return counted(of_.load_verifications());
    }
    boost::asio::awaitable<parsed<std::optional<sweep_record>>> load_sweep() override
    {
        return counted(of_.load_sweep());
    }
    boost::asio::awaitable<parsed<std::vector<mass_change>>> load_mass_changes() override
    {
        return counted(of_.load_mass_changes());
    }
    boost::asio::awaitable<parsed<std::int64_t>> keep_back(mass_change m) override
    {
        return counted(of_.keep_back(std::move(m)));
    }
    boost::asio::awaitable<parsed<void>> has_passed(std::int64_t mass_change, std::chrono::sys_seconds at) override
    {
        return counted(of_.has_passed(mass_change, at));
    }
    boost::asio::awaitable<parsed<slice_result>> record(slice_record s) override
    {
        return counted(of_.record(std::move(s)));
    }

private:
    template <class T>
    boost::asio::awaitable<T> counted(boost::asio::awaitable<T> work)
    {
        ++busy_;
        T result = co_await std::move(work);
        --busy_;
        co_return result;
    }

    monitor_store& of_;
    int busy_ = 0;
};

}  // namespace offlist::bench
