#include "outbound/http_message.hpp"

#include <core/hex.hpp>

namespace offlist::outbound {

std::string_view http_answer::header(std::string_view lower_case_name) const
{
    for (const auto& [name, value] : headers)
        if (name == lower_case_name) return value;
    return {};
}

void throw_exception_from_error(const transfer_failure& f, const boost::source_location&)
{
    throw problem_error(f.to_problem());
}

std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields)
{
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += percent_encoded(name) + '=' + percent_encoded(value);
    }
    return out;
}

}  // namespace offlist::outbound
