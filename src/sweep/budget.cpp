#include <algorithm>
#include <boost/assert.hpp>
#include <sweep/budget.hpp>

namespace offlist {

parsed<std::int64_t> memory_budget::take(std::string_view list, std::chrono::sys_days day, std::int64_t per_day,
                                         std::int64_t wanted)
{
    std::int64_t& count = counts_[{day, std::string(list)}];
    const std::int64_t granted = std::clamp<std::int64_t>(per_day - count, 0, wanted);
    count += granted;
    return granted;
}

parsed<std::int64_t> memory_budget::give_back(std::string_view list, std::chrono::sys_days day, std::int64_t unused)
{
    std::int64_t& count = counts_[{day, std::string(list)}];
    BOOST_ASSERT(unused >= 0 && unused <= count);
    count -= unused;
    return unused;
}

std::int64_t memory_budget::used(std::string_view list, std::chrono::sys_days day) const
{
    const auto found = counts_.find({day, std::string(list)});
    return found == counts_.end() ? 0 : found->second;
}

}  // namespace offlist
