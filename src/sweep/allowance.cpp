#include <algorithm>
#include <sweep/allowance.hpp>

namespace offlist {
namespace {

// A hundredth of the day a chunk: a hundred writes of the book a day. A crash loses what is left of one chunk, which is
// never more than the sweep could still ask.
constexpr std::int64_t chunks_a_day = 100;
constexpr std::int64_t smallest_chunk = 100;

}  // namespace

allowance::allowance(const blocklist& list, budget_book& book)
    : list_(list.id), per_day_(list.limits.per_day), book_(&book)
{
}

bool allowance::take_from_book(std::int64_t questions, std::chrono::sys_days today)
{
    if (failure_) return false;
    if (today > day_) {  // never backwards: a clock set back must not open a day again
        close();
        day_ = today;
        if (failure_) return false;
    }
    if (granted_ < questions) {
        const std::int64_t chunk =
            std::max({questions - granted_, *per_day_ / chunks_a_day, std::min(smallest_chunk, *per_day_)});
        const auto granted =
            book_->take(list_, day_, *per_day_, std::min(chunk, std::max(questions - granted_, expected_)));
        if (!granted) {
            failure_ = granted.error();
            return false;
        }
        granted_ += *granted;
    }
    if (granted_ < questions) return false;
    granted_ -= questions;
    return true;
}

void allowance::close()
{
    if (granted_ <= 0) return;
    // If the book cannot be written now it counts too much, which harms nobody's result.
    static_cast<void>(book_->give_back(list_, day_, granted_));
    granted_ = 0;
}

}  // namespace offlist
