#include "api/tables.hpp"

#include <string_view>

namespace offlist::api {

namespace {

bool accepts_csv(std::string_view accept)
{
    // a browser's */* is no wish for a table
    return accept.find("text/csv") != std::string_view::npos;
}

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
            c == '.')
            encoded += c;
        else
            encoded += {'%', digits[octet >> 4U], digits[octet & 15U]};
    }
    return encoded;
}

}  // namespace

bool wants_csv(const call& of, query& asked)
{
    const auto format = asked.word("format", {"json", "csv"});
    return format ? *format == "csv" : accepts_csv(of.request.header("accept"));
}

http::response csv_response(const std::string& file_name)
{
    http::response answer;
    answer.content_type = "text/csv; charset=utf-8; header=present";
    answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file_name + '"');
    return answer;
}

void add_link_to_next(http::response& to, const http::request& request, const std::string& cursor)
{
    std::string query;
    for (const auto& [name, value] : request.query)
        if (name != "cursor") query += name + '=' + percent_encoded(value) + '&';
    to.headers.emplace_back("Link",
                            '<' + request.path + '?' + query + "cursor=" + percent_encoded(cursor) + ">; rel=\"next\"");
}

}  // namespace offlist::api
