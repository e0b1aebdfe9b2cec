#include "http/message.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace offlist::http {
namespace {

response answer(unsigned status, const nlohmann::ordered_json& problem)
{
    response made;
    made.status = status;
    made.content_type = "application/problem+json";
    // replace: a detail may quote what a client sent
    made.body = problem.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return made;
}

nlohmann::ordered_json start_of_problem(unsigned status, std::string_view type, std::string_view title)
{
    nlohmann::ordered_json problem;
    problem["type"] = "/problems/" + std::string(type);
    problem["title"] = title;
    problem["status"] = status;
    return problem;
}

}  // namespace

std::string_view request::header(std::string_view lower_case_name) const
{
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [&](const auto& header) { return header.first == lower_case_name; });
    return found != headers.end() ? std::string_view(found->second) : std::string_view();
}

std::string request::joined_header(std::string_view lower_case_name) const
{
    std::string all;
    for (const auto& [known, value] : headers)
        if (known == lower_case_name) all += (all.empty() ? "" : ", ") + value;
    return all;
}

std::optional<std::string_view> request::parameter(std::string_view name) const
{
    const auto found =
        std::find_if(query.begin(), query.end(), [&](const auto& parameter) { return parameter.first == name; });
    if (found == query.end()) return std::nullopt;
    return found->second;
}

response problem_response(unsigned status, std::string_view type, std::string_view title, std::string_view detail)
{
    nlohmann::ordered_json problem = start_of_problem(status, type, title);
    if (!detail.empty()) problem["detail"] = detail;
    return answer(status, problem);
}

response fields_response(unsigned status, std::string_view type, std::string_view title,
                         const std::vector<field_problem>& errors, std::size_t more)
{
    nlohmann::ordered_json problem = start_of_problem(status, type, title);
    nlohmann::ordered_json& all = problem["errors"] = nlohmann::ordered_json::array();
    const std::size_t shown = std::min(errors.size(), most_errors);
    for (std::size_t i = 0; i < shown; ++i) {
        const field_problem& wrong = errors[i];
        nlohmann::ordered_json& one = all.emplace_back();
        one["field"] = wrong.field;
        one["what"] = wrong.what;
        if (!wrong.expected.empty()) one["expected"] = wrong.expected;
    }
    more += errors.size() - shown;
    if (more > 0) problem["more_errors"] = more;
    return answer(status, problem);
}

}  // namespace offlist::http
