// sql_monitor_store.hpp: the monitor's memory in the database.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write().
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <monitor/monitor_store.hpp>
#include <optional>
#include <sweep/inventory_size.hpp>
#include <vector>

#include "store/engine/database.hpp"

namespace offlist::store {

/// Beside the port's promises: a step whose effect is stored already (the record is given a second time after a failure
/// that left its fate unknown) is answered as if it had been applied now, and changes nothing. The listings of a
/// subject that is removed end by themselves (subject_table); later steps on them are not applied.
class sql_monitor_store final : public monitor_store {
public:
    /// `capacity`: how many subjects are loaded at most.
    explicit sql_monitor_store(database& db, std::uint64_t capacity = most_subjects) : db_(db), capacity_(capacity) {}

    boost::asio::awaitable<parsed<loaded_subjects>> load_subjects() override;
    boost::asio::awaitable<parsed<std::vector<subject_change>>> load_subject_changes(std::int64_t after,
                                                                                     int most) override;
    boost::asio::awaitable<parsed<std::vector<stored_listing>>> load_listings() override;
    boost::asio::awaitable<parsed<std::vector<round_position>>> load_positions() override;
    boost::asio::awaitable<parsed<std::vector<health_change>>> load_health() override;
    boost::asio::awaitable<parsed<std::vector<list_verification>>> load_verifications() override;
    boost::asio::awaitable<parsed<std::optional<sweep_record>>> load_sweep() override;
    boost::asio::awaitable<parsed<std::vector<mass_change>>> load_mass_changes() override;
    boost::asio::awaitable<parsed<std::int64_t>> keep_back(mass_change m) override;
    boost::asio::awaitable<parsed<void>> has_passed(std::int64_t mass_change, std::chrono::sys_seconds at) override;
    boost::asio::awaitable<parsed<slice_result>> record(slice_record r) override;

    /// record() within work.
    [[nodiscard]] static slice_result record(soci::session& s, const slice_record& r);

private:
    database& db_;
    std::uint64_t capacity_;
};

}  // namespace offlist::store
