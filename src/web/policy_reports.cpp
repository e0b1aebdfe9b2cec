#include "web/policy_reports.hpp"

#include <core/strict_json.hpp>
#include <http/client_address.hpp>
#include <nlohmann/json.hpp>
#include <utility>

namespace offlist::web {
namespace {

using namespace std::chrono_literals;

constexpr http::rate each_client{20, 60s};
constexpr std::size_t longest_report = std::size_t{16} * 1024;
constexpr std::size_t longest_told = 200;
constexpr auto told_once_in = 60s;

std::string text_in(const nlohmann::json& of, const char* name)
{
    const auto found = of.find(name);
    return found != of.end() && found->is_string() ? found->get<std::string>().substr(0, longest_told) : std::string();
}

std::string first_text(const nlohmann::json& of, const char* name, const char* else_name)
{
    std::string text = text_in(of, name);
    return text.empty() ? text_in(of, else_name) : text;
}

}  // namespace

std::string summary_of_report(std::string_view body)
{
    nlohmann::json all;
    if (!parse_strict_json(body, all) || !all.is_object()) return "unreadable";
    const auto inside = all.find("csp-report");
    if (inside == all.end() || !inside->is_object()) return "unreadable";
    const std::string directive = first_text(*inside, "effective-directive", "violated-directive");
    return directive + ", " + text_in(*inside, "blocked-uri");
}

policy_reports::policy_reports(const clock& time, teller tell)
    : time_(time), tell_(std::move(tell)), clients_(each_client)
{
}

http::passage policy_reports::admit(const http::request& request)
{
    http::passage made;
    made.stranger = true;
    made.body_octets = longest_report;
    const auto left = clients_.take(http::network_of(std::string_view(request.remote)), time_.steady());
    if (!left.allowed) made.refused = http::too_many_requests(left);
    return made;
}

http::response policy_reports::take(const http::request& request)
{
    ++untold_;
    const auto now = time_.steady();
    if (!told_at_ || now - *told_at_ >= told_once_in) {
        tell_(std::exchange(untold_, 0), summary_of_report(request.body));
        told_at_ = now;
    }
    http::response taken;
    taken.status = 204;
    return taken;
}

}  // namespace offlist::web
