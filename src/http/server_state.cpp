#include "http/server_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/response_text.hpp"

namespace offlist::http {
namespace {

constexpr std::size_t longest_id = 64;

bool is_sane_id(std::string_view id)
{
    return !id.empty() && id.size() <= longest_id && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
               c == '.';
    });
}

std::uint64_t seed()
{
    std::random_device system;
    return std::uint64_t{system()} << 32U | system();
}

}  // namespace

server_state::server_state(boost::asio::any_io_executor on, router r, const server_limits& l, server_observer& o,
                           const clock& c)
    : executor(on),
      routes(std::move(r)),
      limits(l),
      observer(o),
      time(c),
      bodies(l.all_bodies_octets, l.client_bodies_octets),
      bodies_of_strangers(l.all_strangers_octets, l.stranger_octets),
      answers(l.all_answers_octets, l.client_answers_octets),
      handlers(std::move(on)),
      ids_(seed())
{
}

std::string server_state::request_id(std::string_view from_client)
{
    return is_sane_id(from_client) ? std::string(from_client) : fmt::format("{:016x}", ids_());
}

const std::string& server_state::date()
{
    if (const auto now = time.now_seconds(); now != dated_ || date_.empty()) {
        dated_ = now;
        date_ = http_date(now);
    }
    return date_;
}

}  // namespace offlist::http
