#include "http/response_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/assert.hpp>
#include <boost/beast/http/status.hpp>

#include "http/head_syntax.hpp"

namespace offlist::http {
namespace {

constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void add_field(std::string& to, std::string_view name, std::string_view value)
{
    BOOST_ASSERT_MSG(is_token(name), "a field's name is ours and a token");
    to.append(name).append(": ");
    const std::size_t start = to.size();
    to.append(value);
    std::replace_if(
        to.begin() + static_cast<std::ptrdiff_t>(start), to.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; }, ' ');
    to.append("\r\n");
}

bool same_name(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string http_date(std::chrono::sys_seconds moment)
{
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(moment - day);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday(day).c_encoding()],
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

bool may_have_body(unsigned status)
{
    return status >= 200 && status != 204 && status != 304;
}

bool has_header(const response& r, std::string_view name)
{
    return std::any_of(r.headers.begin(), r.headers.end(), [&](const auto& one) { return same_name(one.first, name); });
}

std::string head_text(const response& r, std::string_view id, std::string_view date, std::string_view connection,
                      bool http_1_0)
{
    const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(r.status));
    std::string text = fmt::format("HTTP/1.1 {} {}\r\n", r.status, std::string_view(reason.data(), reason.size()));
    add_field(text, "Date", date);
    if (may_have_body(r.status)) {
        if (r.stream || !r.body.empty()) add_field(text, "Content-Type", r.content_type);
        if (!r.stream)
            add_field(text, "Content-Length", std::to_string(r.body.size()));
        else if (!http_1_0)
            add_field(text, "Transfer-Encoding", "chunked");
    }
    add_field(text, "X-Request-Id", id);
    add_field(text, "X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : r.headers) add_field(text, name, value);
    if (!connection.empty()) add_field(text, "Connection", connection);
    text.append("\r\n");
    return text;
}

}  // namespace offlist::http
