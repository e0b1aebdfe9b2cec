#include "cli/report/words.hpp"

#include <boost/assert.hpp>
#include <sweep/forecast.hpp>

namespace offlist::cli {

std::string_view in_words(unknown_reason r)
{
    switch (r) {
        case unknown_reason::none:
            return "";
        case unknown_reason::timeout:
            return "nobody answered in time";
        case unknown_reason::refused:
            return "the question was refused (REFUSED)";
        case unknown_reason::servfail:
            return "the resolver could not find out (SERVFAIL)";
        case unknown_reason::malformed:
            return "the question or its answer was not well-formed";
        case unknown_reason::truncated:
            return "the answer was cut and its rest did not come";
        case unknown_reason::blocked_by_list:
            return "the list does not serve this resolver";
        case unknown_reason::rate_limited:
            return "the list says that it is asked too much";
        case unknown_reason::not_a_blocklist_answer:
            return "the answer is not one that this list gives";
        case unknown_reason::list_unhealthy:
            return "the list fails its own test entries";
        case unknown_reason::over_budget:
            return "the list's limits did not allow the question";
        case unknown_reason::resolver_untrusted:
            return "the resolver rewrites answers";
        case unknown_reason::mass_change:
            return "the list stopped listing much at once";
    }
    BOOST_ASSERT_MSG(false, "no such reason");
    return "";
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many)
{
    return grouped(number) + ' ' + std::string(number == 1 ? one : many);
}

std::string_view scope_in_words(listing_scope s)
{
    switch (s) {
        case listing_scope::range:
            return "the listing covers a range around it";
        case listing_scope::asn:
            return "the listing covers its whole network (AS)";
        case listing_scope::ip:
        case listing_scope::domain:
            return "";
    }
    return "";
}

tone tone_of(list_state s)
{
    switch (s) {
        case list_state::healthy:
            return tone::good;
        case list_state::unhealthy:
            return tone::alarm;
        case list_state::unverified:
        case list_state::untested:
            return tone::doubt;
        case list_state::unused:
            return tone::quiet;
    }
    return tone::plain;
}

std::string seconds_text(std::chrono::milliseconds d)
{
    const auto thousandths = std::to_string(d.count() % 1000);
    return std::to_string(d.count() / 1000) + '.' + std::string(3 - thousandths.size(), '0') + thousandths;
}

}  // namespace offlist::cli
