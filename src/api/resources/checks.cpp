// A check: asks all enabled lists about one subject, now, whoever monitors it.
#include <accounts/account.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace checks_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> check_now(call& of);

private:
    api_ports with_;
};

nlohmann::json json_of(const checked_list& of)
{
    const finding& f = of.found;
    nlohmann::json shown = {{"blocklist", f.blocklist},
                            {"verdict", to_string(f.judged.what)},
                            {"scope", to_string(f.scope)},
                            {"codes", f.judged.codes},
                            {"meanings", f.judged.meanings},
                            {"text", f.texts},
                            {"ttl", f.ttl}};
    if (f.judged.reason != unknown_reason::none) shown["reason"] = to_string(f.judged.reason);
    const bool asked = !f.resolver.empty();
    shown["resolver"] = asked ? nlohmann::json(f.resolver) : nlohmann::json(nullptr);
    shown["asked_at"] = asked ? moment(f.asked_at) : nlohmann::json(nullptr);
    if (!of.why.empty()) shown["why"] = of.why;
    if (of.dead_since) shown["dead_since"] = moment(*of.dead_since);
    return shown;
}

nlohmann::json summary_of(const std::vector<checked_list>& all)
{
    std::array<std::uint64_t, 4> counts{};
    for (const checked_list& one : all) ++counts[static_cast<std::size_t>(one.found.judged.what)];
    const auto of = [&](verdict v) { return counts[static_cast<std::size_t>(v)]; };
    return {{"questions", all.size()},
            {"listed", of(verdict::listed)},
            {"informational", of(verdict::informational)},
            {"clean", of(verdict::clean)},
            {"unknown", of(verdict::unknown)}};
}

asio::awaitable<http::response> handlers::check_now(call& of)
{
    http::json_body body(body_of(of));
    const std::string text = body.required_text("subject", "192.0.2.7");
    auto about = parse_subject(text, with_.options.subjects.special);
    if (!text.empty() && !about) body.complain("subject", about.error().what, about.error().expected);
    if (body.finish()) co_return body.answer();
    const std::string canonical = to_string(*about);
    const auto found = co_await with_.program.check_now(std::move(*about), check_patience);
    if (!found) {
        http::response busy = http::problem_response(503, "check-unavailable", "Nothing can be asked just now",
                                                     found.error().to_string());
        busy.headers.emplace_back("Retry-After", "5");
        co_return busy;
    }
    nlohmann::json findings = nlohmann::json::array();
    for (const checked_list& one : *found) findings.push_back(json_of(one));
    const nlohmann::json summary = summary_of(*found);
    nlohmann::json shown = {{"subject", canonical}, {"summary", summary}};
    shown["findings"] = std::move(findings);
    co_return json_response(200, shown);
}

}  // namespace
}  // namespace checks_resource

std::vector<endpoint> checks_endpoints(const api_ports& with)
{
    using checks_resource::handlers;
    const handlers_of<handlers> to(with);
    endpoint check = endpoint::post("/v1/checks", everybody, to(&handlers::check_now));
    check.costly = true;
    check.only_asks = true;
    return {std::move(check)};
}

}  // namespace offlist::api
