#include "store/monitoring/sweep_rows.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

std::array<std::uint64_t, unknown_reasons> read_reasons(const std::string& text)
{
    std::array<std::uint64_t, unknown_reasons> by_reason{};
    const auto read = nlohmann::json::parse(text, nullptr, false);
    if (!read.is_array()) return by_reason;
    for (std::size_t i = 0; i < std::min(by_reason.size(), read.size()); ++i)
        if (read[i].is_number_unsigned()) by_reason[i] = read[i].get<std::uint64_t>();
    return by_reason;
}

}  // namespace

std::vector<sweep_record> select_sweeps(soci::session& s, const std::string& rest, sql::parameters given)
{
    using number = std::uint64_t;
    std::vector<sweep_record> found;
    sql::for_each<std::int64_t, sys_seconds, std::optional<sys_seconds>, number, number, number, number, number,
                  std::string, number, number>(
        s,
        "SELECT id, began_at, ended_at, subjects, listed, informational, clean, unknown, reasons, lists_unhealthy, "
        "lag_seconds FROM sweep " +
            rest,
        std::move(given),
        [&found](auto id, auto began, auto ended, auto subjects, auto listed, auto informational, auto clean,
                 auto unknown, auto reasons, auto unhealthy, auto lag) {
            sweep_record r;
            r.id = id;
            r.began = began;
            r.ended = ended;
            r.subjects = subjects;
            r.counts.listed = listed;
            r.counts.informational = informational;
            r.counts.clean = clean;
            r.counts.unknown = unknown;
            r.counts.by_reason = read_reasons(reasons);
            r.lists_unhealthy = unhealthy;
            r.lag_seconds = lag;
            found.push_back(r);
        });
    return found;
}

std::int64_t write_sweep(soci::session& s, const sweep_record& r)
{
    auto id = r.id;
    // the first record of a sweep may be given twice; there is one sweep at a time
    if (id == 0)
        id = sql::only<std::int64_t>(s, "SELECT id FROM sweep WHERE began_at = :began AND ended_at IS NULL", {r.began})
                 .value_or(0);
    if (id == 0)
        id = sql::only<std::int64_t>(
                 s,
                 "INSERT INTO sweep (began_at, subjects, listed, informational, clean, unknown, reasons, "
                 "lists_unhealthy, lag_seconds) VALUES (:began, 0, 0, 0, 0, 0, '[]', 0, 0) RETURNING id",
                 {r.began})
                 .value();
    sql::run(s,
             "UPDATE sweep SET ended_at = :ended, subjects = :subjects, listed = :listed, "
             "informational = :informational, clean = :clean, unknown = :unknown, reasons = :reasons, "
             "lists_unhealthy = :unhealthy, lag_seconds = :lag WHERE id = :id",
             {r.ended, r.subjects, r.counts.listed, r.counts.informational, r.counts.clean, r.counts.unknown,
              nlohmann::json(r.counts.by_reason).dump(), r.lists_unhealthy, r.lag_seconds, id});
    return id;
}

}  // namespace offlist::store
