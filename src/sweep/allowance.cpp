#include "sweep/allowance.hpp"

#include <algorithm>

namespace offlist {
namespace {

// A hundredth of the day a chunk: a hundred bookings a day. A crash loses what is left of one chunk, which is never
// more than the sweep could still ask.
constexpr std::int64_t chunks_a_day = 100;
constexpr std::int64_t smallest_chunk = 100;
// What a sweep asks a list in all is booked at once when it is no more than this part of the day: a slice goes to the
// budget store once.
constexpr std::int64_t whole_sweeps_a_day = 20;

}  // namespace

allowance::allowance(const blocklist& list, budget_store& budgets)
    : list_(list.id), per_day_(list.limits.per_day), budgets_(&budgets)
{
}

// What one booking is to do for this list: give an old day's rest back, and fetch a chunk. Without `questions` of its
// own a list gets one when less than half a chunk is left and it will need it.
void allowance::plan(std::int64_t questions, std::chrono::sys_days today, std::vector<booking>& lines) const
{
    if (!per_day_ || failure_) return;
    const bool new_day = today > day_;
    const std::int64_t left = new_day ? 0 : granted_;
    const std::int64_t to_come = std::max<std::int64_t>(expected_ - (booked_ - granted_), 0) - left;
    const std::int64_t chunk = std::max({*per_day_ / chunks_a_day, std::min(smallest_chunk, *per_day_),
                                         to_come <= *per_day_ / whole_sweeps_a_day ? to_come : std::int64_t{0}});
    const std::int64_t needed = std::max<std::int64_t>(questions - left, 0);
    const bool soon = to_come > 0 && 2 * left < std::min(chunk, to_come);
    if (needed == 0 && !soon) return;
    if (new_day && granted_ > 0) lines.push_back({.list = list_, .day = day_, .wanted = -granted_});
    lines.push_back({.list = list_,
                     .day = std::max(today, day_),  // never backwards: a clock set back must not open a day again
                     .per_day = *per_day_,
                     .wanted = std::max(needed, std::min(std::max(chunk, needed), to_come))});
}

void allowance::take_in(const booking& line)
{
    booked_ += line.granted;
    if (line.wanted < 0) {
        granted_ = 0;  // the old day is over
        return;
    }
    day_ = line.day;
    granted_ += line.granted;
}

bool allowance::take_from_store(std::int64_t questions, std::chrono::sys_days today)
{
    if (failure_) return false;
    allowance* const alone = this;
    const std::span<allowance* const> all = peers_.empty() ? std::span<allowance* const>{&alone, 1} : peers_;
    std::vector<booking> lines;
    std::vector<allowance*> owners;
    for (allowance* const one : all) {
        one->plan(one == this ? questions : 0, today, lines);
        owners.resize(lines.size(), one);
    }
    if (!lines.empty()) {
        if (const auto booked = budgets_->book(lines); !booked) {
            failure_ = booked.error();
            return false;
        }
        for (std::size_t i = 0; i < lines.size(); ++i) owners[i]->take_in(lines[i]);
    }
    if (granted_ < questions) return false;
    granted_ -= questions;
    return true;
}

void allowance::close(std::span<allowance* const> all)
{
    std::vector<booking> lines;
    budget_store* budgets = nullptr;
    for (allowance* const one : all) {
        if (one->granted_ <= 0) continue;
        lines.push_back({.list = one->list_, .day = one->day_, .wanted = -std::exchange(one->granted_, 0)});
        budgets = one->budgets_;
    }
    if (budgets != nullptr) static_cast<void>(budgets->book(lines));
}

}  // namespace offlist
