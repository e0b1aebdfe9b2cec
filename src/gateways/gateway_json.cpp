#include "gateways/gateway_json.hpp"

#include <algorithm>
#include <billing/money.hpp>
#include <utility>

namespace offlist::gateways {
namespace {

bool digits_only(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

boost::asio::awaitable<json_or_failure> asked(outbound::http_sender& http, std::string_view gateway,
                                              outbound::http_request what)
{
    const auto answer = co_await http.send(std::move(what));
    if (!answer) co_return failure_of(gateway, answer.error());
    if (answer->status < 200 || answer->status > 299) co_return failure_of(gateway, answer->status);
    auto read = parse_json(answer->body);
    if (!read) co_return not_understood(gateway, "JSON");
    gateway_json found{std::move(*read)};
    co_return std::move(found);
}

std::optional<nlohmann::json> parse_json(const std::string& body)
{
    nlohmann::json read = nlohmann::json::parse(body, nullptr, false);
    if (!read.is_structured()) return std::nullopt;
    return read;
}

const nlohmann::json& at(const nlohmann::json& from, std::initializer_list<const char*> path)
{
    static const nlohmann::json nothing;
    const nlohmann::json* here = &from;
    for (const char* const name : path) {
        if (!here->is_object()) return nothing;
        const auto found = here->find(name);
        if (found == here->end()) return nothing;
        here = &*found;
    }
    return *here;
}

std::string text_at(const nlohmann::json& from, std::initializer_list<const char*> path)
{
    const nlohmann::json& found = at(from, path);
    return found.is_string() ? found.get<std::string>() : std::string();
}

std::optional<std::int64_t> number_at(const nlohmann::json& from, std::initializer_list<const char*> path)
{
    const nlohmann::json& found = at(from, path);
    if (!found.is_number_integer()) return std::nullopt;
    if (found.is_number_unsigned() && found.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
        return std::nullopt;
    return found.get<std::int64_t>();
}

std::optional<std::int64_t> cents_of(const nlohmann::json& decimal)
{
    // A number is written again with the fewest digits that mean it, which are those that it came with.
    const std::string text = decimal.is_string()   ? decimal.get<std::string>()
                             : decimal.is_number() ? decimal.dump()
                                                   : std::string();
    const std::size_t point = text.find('.');
    const std::string whole = text.substr(0, point);
    std::string part = point == std::string::npos ? std::string() : text.substr(point + 1);
    if (whole.empty() || !digits_only(whole) || !digits_only(part) || (point != std::string::npos && part.empty()))
        return std::nullopt;
    part.resize(2, '0');
    const auto cents = parse_cents(whole + '.' + part);
    if (!cents) return std::nullopt;
    return *cents;
}

std::string decimal_of(std::int64_t cents)
{
    const std::string text = to_string(money{cents, {}});
    return text.substr(0, text.find(' '));
}

gateway_failure failure_of(std::string_view gateway, const outbound::transfer_failure& f)
{
    return {.why = f.may_have_arrived ? gateway_fault::unknown : gateway_fault::unavailable,
            .what = std::string(gateway) + " did not answer: " + f.what};
}

gateway_failure failure_of(std::string_view gateway, unsigned status)
{
    const std::string what = std::string(gateway) + " answered with status " + std::to_string(status);
    if (status == 404) return {.why = gateway_fault::not_there, .what = what};
    if (status == 429) return {.why = gateway_fault::unavailable, .what = what};
    if (status >= 500) return {.why = gateway_fault::unknown, .what = what};
    // 408 and 409: the first of two requests may still be under way
    const bool decided = status >= 400 && status != 408 && status != 409;
    return {.why = decided ? gateway_fault::refused : gateway_fault::unclear, .what = what};
}

gateway_failure not_understood(std::string_view gateway, std::string_view what)
{
    return {.why = gateway_fault::unclear, .what = std::string(gateway) + " answered without " + std::string(what)};
}

}  // namespace offlist::gateways
