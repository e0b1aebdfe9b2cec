#include "api/fields.hpp"

#include <core/quoted.hpp>

namespace offlist::api {

namespace {

constexpr std::size_t longest_reason = 500;

}  // namespace

std::string_view body_of(const call& of)
{
    return of.request.body.empty() ? std::string_view("{}") : std::string_view(of.request.body);
}

std::optional<std::int64_t> id_in_path(const call& of, std::string_view prefix)
{
    const auto found = of.request.captures.find("id");
    if (found == of.request.captures.end()) return std::nullopt;
    return parse_public_id(prefix, found->second);
}

std::optional<std::int64_t> account_field(http::json_body& body, const call& of)
{
    const std::string text =
        of.staff() ? body.required_text("account", "acc_12") : body.text("account").value_or(std::string());
    if (text.empty()) {
        if (of.staff()) return std::nullopt;
        return of.who.account;
    }
    const auto id = parse_public_id("acc", text);
    if (!id) body.complain("account", quoted(text) + " is no id", "the id of an account, such as acc_12");
    return id;
}

bool own_or_staff(const call& of, std::int64_t account)
{
    return of.staff() || of.who.account == account;
}

std::string optional_reason(http::json_body& body)
{
    return body.text("reason", longest_reason).value_or("");
}

std::string required_reason(http::json_body& body)
{
    std::string reason = body.required_text("reason", "why, for the audit log");
    if (reason.size() > longest_reason) body.complain("reason", "is too long", "at most 500 octets");
    return reason;
}

}  // namespace offlist::api
