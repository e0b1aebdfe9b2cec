#include "sweep/summary.hpp"

#include <boost/assert.hpp>

namespace offlist {

void tally::add(verdict what, unknown_reason reason, std::uint64_t times)
{
    BOOST_ASSERT((what == verdict::unknown) == (reason != unknown_reason::none));
    switch (what) {
        case verdict::listed:
            listed += times;
            break;
        case verdict::informational:
            informational += times;
            break;
        case verdict::clean:
            clean += times;
            break;
        case verdict::unknown:
            unknown += times;
            by_reason[static_cast<std::size_t>(reason)] += times;
            break;
    }
}

void tally::add(const tally& other)
{
    listed += other.listed;
    informational += other.informational;
    clean += other.clean;
    unknown += other.unknown;
    for (std::size_t r = 0; r < by_reason.size(); ++r) by_reason[r] += other.by_reason[r];
}

}  // namespace offlist
