// The names of the enumerations, as the outer interface and the list definitions spell them.
#include <boost/assert.hpp>
#include <offlist/blocklist.hpp>

namespace offlist {

std::string_view to_string(verdict v)
{
    switch (v) {
        case verdict::listed:
            return "listed";
        case verdict::clean:
            return "clean";
        case verdict::informational:
            return "informational";
        case verdict::unknown:
            return "unknown";
    }
    BOOST_ASSERT_MSG(false, "no such verdict");
    return {};
}

std::string_view to_string(unknown_reason r)
{
    switch (r) {
        case unknown_reason::none:
            return "none";
        case unknown_reason::timeout:
            return "timeout";
        case unknown_reason::refused:
            return "refused";
        case unknown_reason::servfail:
            return "servfail";
        case unknown_reason::malformed:
            return "malformed";
        case unknown_reason::truncated:
            return "truncated";
        case unknown_reason::blocked_by_list:
            return "blocked_by_list";
        case unknown_reason::rate_limited:
            return "rate_limited";
        case unknown_reason::not_a_blocklist_answer:
            return "not_a_blocklist_answer";
        case unknown_reason::list_unhealthy:
            return "list_unhealthy";
        case unknown_reason::over_budget:
            return "over_budget";
        case unknown_reason::resolver_untrusted:
            return "resolver_untrusted";
        case unknown_reason::mass_change:
            return "mass_change";
    }
    BOOST_ASSERT_MSG(false, "no such reason");
    return {};
}

std::string_view to_string(commercial_use c)
{
    switch (c) {
        case commercial_use::unknown:
            return "unknown";
        case commercial_use::yes:
            return "yes";
        case commercial_use::paid:
            return "paid";
        case commercial_use::no:
            return "no";
    }
    BOOST_ASSERT_MSG(false, "no such commercial use");
    return {};
}

std::string_view to_string(removal_method m)
{
    switch (m) {
        case removal_method::web_form:
            return "web-form";
        case removal_method::email:
            return "email";
        case removal_method::http_from_host:
            return "http-from-host";
        case removal_method::portal:
            return "portal";
        case removal_method::auto_expire:
            return "auto-expire";
        case removal_method::owner_only:
            return "owner-only";
        case removal_method::none:
            return "none";
    }
    BOOST_ASSERT_MSG(false, "no such removal method");
    return {};
}

std::string_view to_string(severity s)
{
    switch (s) {
        case severity::high:
            return "high";
        case severity::medium:
            return "medium";
        case severity::low:
            return "low";
    }
    BOOST_ASSERT_MSG(false, "no such severity");
    return {};
}

std::string_view to_string(listing_scope s)
{
    switch (s) {
        case listing_scope::ip:
            return "ip";
        case listing_scope::range:
            return "range";
        case listing_scope::asn:
            return "asn";
        case listing_scope::domain:
            return "domain";
    }
    BOOST_ASSERT_MSG(false, "no such scope");
    return {};
}

}  // namespace offlist
