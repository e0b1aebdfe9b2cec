#include "outbound/http_message.hpp"

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

std::string url_encoded(std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            out += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        out += '%';
        out += hex[octet >> 4U];
        out += hex[octet & 15U];
    }
    return out;
}

std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields)
{
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += url_encoded(name) + '=' + url_encoded(value);
    }
    return out;
}

}  // namespace offlist::outbound
