#include "dns/window.hpp"

#include <algorithm>
#include <cmath>

namespace offlist::dns {
namespace {

constexpr int enough = 32;          // answers and losses before a share of losses means something
constexpr double tolerated = 0.03;  // share of losses above the background that is no reason to slow down
constexpr double gentle = 0.85;     // what remains of the window after some losses …
constexpr double hard = 0.5;        // … and after many
constexpr double many = 0.25;
constexpr double background_weight = 0.3;
constexpr int samples_needed = 16;  // before the measured round trip replaces the configured timeout

}  // namespace

send_window::send_window(int most) : most_(std::max(most, 1)), size_(std::min<double>(first, most_)) {}

void send_window::answered(int count)
{
    const double grown = slow_start_ ? size_ + count : size_ + 4.0 * count / size_;
    size_ = std::min(grown, most_);
}

void send_window::judge(int answers, int losses)
{
    const int seen = answers + losses;
    if (losses == 0 || (seen < enough && answers > 0)) return;
    const double share = static_cast<double>(losses) / seen;
    const double floor = std::min<double>(smallest, most_);
    if (answers > 0 && size_ <= std::min<double>(first, most_))
        background_ += background_weight * (share - background_);
    if (share <= background_ + tolerated) return;
    slow_start_ = false;
    size_ = std::max(floor, size_ * (share > background_ + many ? hard : gentle));
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
