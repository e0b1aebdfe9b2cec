#include "api/tables.hpp"

#include <core/hex.hpp>
#include <string_view>

namespace offlist::api {

namespace {

bool accepts_csv(std::string_view accept)
{
    // a browser's */* is no wish for a table
    return accept.find("text/csv") != std::string_view::npos;
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
