// What the subjects that are monitored, and some more, come to for each list's day.
#include <chrono>
#include <monitor/list_budget.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/subject_key.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace budget_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> show(call& of);

private:
    api_ports with_;
};

nlohmann::json json_of(const list_budget& b)
{
    constexpr std::uint64_t day = std::chrono::seconds(std::chrono::days(1)).count();
    const auto daily = [](std::uint64_t subjects, std::chrono::seconds round) {
        return round.count() > 0 ? subjects * day / static_cast<std::uint64_t>(round.count()) : 0;
    };
    const auto said = [&](std::uint64_t subjects, std::chrono::seconds round) {
        return nlohmann::json{
            {"subjects", subjects}, {"round_seconds", round.count()}, {"questions_per_day", daily(subjects, round)}};
    };
    nlohmann::json shown = {{"blocklist", b.blocklist}};
    shown["per_day"] = b.per_day ? nlohmann::json(*b.per_day) : nlohmann::json(nullptr);
    shown["used_today"] = b.per_day ? nlohmann::json(b.used_today) : nlohmann::json(nullptr);
    shown["now"] = said(b.subjects, b.round);
    shown["with"] = said(b.subjects_with, b.round_with);
    return shown;
}

asio::awaitable<http::response> handlers::show(call& of)
{
    query asked(of.request);
    const auto text = asked.text("subject");
    subject_counts more{};
    if (text) {
        const auto span = store::read_span(*text, with_.options.subjects.special);
        if (span)
            more[static_cast<std::size_t>(span->kind)] = span->size;
        else
            asked.complain("subject", span.error().what, span.error().expected);
    }
    if (asked.wrong()) co_return asked.answer();
    nlohmann::json items = nlohmann::json::array();
    for (const list_budget& b : with_.program.budget(more)) items.push_back(json_of(b));
    co_return page_response(std::move(items), std::nullopt);
}

}  // namespace
}  // namespace budget_resource

std::vector<endpoint> budget_endpoints(const api_ports& with)
{
    using budget_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::get("/v1/budget", staff_only, to(&handlers::show), {"subject"})};
}

}  // namespace offlist::api
