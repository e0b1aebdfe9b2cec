#include "billing/payment_gateway.hpp"

#include <array>

namespace offlist {

void throw_exception_from_error(const gateway_failure& f, const boost::source_location&)
{
    throw problem_error(problem{.what = f.what});
}

bool silent(const gateway_failure& f)
{
    return f.why == gateway_fault::unavailable || f.why == gateway_fault::unknown;
}

std::string_view to_string(refused_webhook r)
{
    constexpr std::array<std::string_view, webhook_refusals> names{"unsigned", "wrong-signature", "stale",
                                                                   "unreadable"};
    return names.at(static_cast<std::size_t>(r));
}

}  // namespace offlist
