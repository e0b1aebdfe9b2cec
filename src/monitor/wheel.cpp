#include "monitor/wheel.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <cmath>

namespace offlist {

double wheel::owed_at(dns::steady_time moment) const
{
    const std::chrono::duration<double> passed = moment - at_;
    const auto round = static_cast<double>(subjects_);
    return std::min(owed_ + round * (passed / period_), round);
}

void wheel::turn(std::uint64_t subjects, std::chrono::duration<double> period, dns::steady_time now)
{
    BOOST_ASSERT(period.count() > 0);
    owed_ = std::min(owed_at(now), static_cast<double>(subjects));
    at_ = now;
    subjects_ = subjects;
    period_ = period;
}

void wheel::fall_behind(std::chrono::duration<double> behind)
{
    const auto round = static_cast<double>(subjects_);
    owed_ = std::clamp(round * (behind / period_), -round, round);
}

std::uint64_t wheel::due(dns::steady_time now, std::chrono::duration<double> span) const
{
    const double by_its_end = owed_at(now) + static_cast<double>(subjects_) * (span / period_);
    const double usual = static_cast<double>(subjects_) * (span / period_);
    const double most = std::min(std::ceil(catch_up * usual) + 1, static_cast<double>(subjects_));
    return static_cast<std::uint64_t>(std::max(std::min(std::floor(by_its_end), most), 0.0));
}

std::chrono::duration<double> wheel::behind(dns::steady_time now) const
{
    if (subjects_ == 0) return std::chrono::duration<double>(0);
    return period_ * (owed_at(now) / static_cast<double>(subjects_));
}

}  // namespace offlist
