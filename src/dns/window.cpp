#include "dns/window.hpp"

#include <algorithm>
#include <cmath>

namespace offlist::dns {
namespace {

constexpr int enough = 64;          // answers and losses before a share of losses means something
constexpr double tolerated = 0.03;  // share of losses above the background that is no reason to slow down
constexpr double gentle = 0.85;     // what remains of the window after some losses …
constexpr double hard = 0.5;        // … and after many
constexpr double many = 0.25;
constexpr double background_weight = 0.3;
constexpr double lossy = 0.01;        // a background above which one more question a round trip would take for ever
constexpr double calm_to_grow = 200;  // judgements without undue loss until the window grows by one a round trip …
constexpr double most_growth = 4;     // … and by how many at most
constexpr double growth_on_lossy = 1.1;
constexpr double background_swing = 1.5;  // a share of losses is never exactly the same twice
constexpr int samples_needed = 16;        // before the measured round trip replaces the configured timeout

}  // namespace

send_window::send_window(int most) : most_(std::max(most, 1)), size_(std::min<double>(first, most_)) {}

void send_window::answered(int count)
{
    // As CUBIC does (RFC 9438): hardly at all near the size that lost, faster the longer nothing is lost.
    const double calm = static_cast<double>(calm_) / calm_to_grow;
    size_ = std::min(slow_start_ ? size_ + count : size_ + std::min(calm * calm, most_growth) * count / size_, most_);
}

void send_window::judge(int answers, int losses)
{
    answers_ += answers;
    losses_ += losses;
    const int seen = answers_ + losses_;
    if (seen < enough) return;
    const double share = static_cast<double>(std::max(losses_, 0)) / seen;
    const bool silent = answers_ == 0;
    answers_ = losses_ = 0;

    if (!silent && size_ <= std::min<double>(first, most_)) background_ += background_weight * (share - background_);
    if (share <= background_ * background_swing + tolerated) {
        ++calm_;
        if (background_ > lossy) size_ = std::min(size_ * growth_on_lossy, most_);
        return;
    }
    slow_start_ = false;
    calm_ = 0;
    size_ = std::max(size_ * (share > background_ + many ? hard : gentle), std::min<double>(smallest, most_));
}

void round_trip::sample(std::chrono::nanoseconds took)
{
    const auto value = static_cast<double>(took.count());
    if (samples_ == 0) {
        mean_ = value;
        deviation_ = value / 2;
    } else {  // RFC 6298 section 2.3
        deviation_ += 0.25 * (std::abs(mean_ - value) - deviation_);
        mean_ += 0.125 * (value - mean_);
    }
    if (samples_ < samples_needed) ++samples_;
}

std::chrono::milliseconds round_trip::wait() const
{
    if (samples_ < samples_needed) return most_;
    const std::chrono::duration<double, std::nano> estimate(mean_ + 4 * deviation_);
    return std::clamp(std::chrono::ceil<std::chrono::milliseconds>(estimate), std::min(least, most_), most_);
}

}  // namespace offlist::dns
