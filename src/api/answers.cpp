#include "api/answers.hpp"

#include <accounts/account.hpp>
#include <algorithm>
#include <core/duration.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/file/condition.hpp>
#include <utility>

namespace offlist::api {

http::response json_response(unsigned status, const nlohmann::json& body)
{
    http::response r;
    r.status = status;
    // texts come from people, lists and the file system; an octet that is not UTF-8 must not cost the whole answer
    r.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
    return r;
}

http::response created(const nlohmann::json& body, const std::string& location)
{
    http::response r = json_response(201, body);
    if (!location.empty()) r.headers.emplace_back("Location", location);
    return r;
}

http::response no_content()
{
    http::response r;
    r.status = 204;
    return r;
}

http::response problem_with(unsigned status, std::string_view type, std::string_view title, std::string_view detail,
                            nlohmann::json also)
{
    also["type"] = "/problems/" + std::string(type);
    also["title"] = title;
    also["status"] = status;
    if (!detail.empty()) also["detail"] = detail;
    http::response r = json_response(status, also);
    r.content_type = "application/problem+json";
    return r;
}

http::response not_found()
{
    return http::problem_response(404, "not-found", "There is no such thing here");
}

http::response not_for_role()
{
    return http::problem_response(403, "not-allowed", "This token's role may not do this");
}

http::response store_trouble(const problem& why)
{
    // the problem itself is for the log of the database, not for callers: it may name files and servers
    const std::string reason(store::reason_for_callers(why));
    std::string told = store::may_be_written(why) ? "Whether anything was changed is not known" : "Nothing was changed";
    if (!reason.empty()) told += ": " + reason;
    told += store::may_be_written(why) ? ". Look before you try again." : ". Try again a little later.";
    http::response r = http::problem_response(503, "store-unavailable", "The database cannot be used just now", told);
    r.headers.emplace_back("Retry-After", "5");
    return r;
}

http::response nothing_sold(const std::string& why)
{
    return http::problem_response(503, "nothing-sold", "Nothing is sold at present", why);
}

http::response books_do_not_balance()
{
    http::response r = http::problem_response(
        503, "books-do-not-balance", "Nothing can be ordered or paid just now",
        "The service's books do not add up, so it takes no new orders and payments until they do. Nothing was held or "
        "charged; what is under way goes on, and what was paid already is recorded.");
    r.headers.emplace_back("Retry-After", "600");
    return r;
}

http::response wrong_field(std::string field, std::string what, std::string expected)
{
    return http::fields_response(422, "invalid-fields", "The request is not valid",
                                 {{std::move(field), std::move(what), std::move(expected)}});
}

http::response page_response(nlohmann::json items, const std::optional<std::string>& next,
                             std::optional<std::int64_t> total)
{
    nlohmann::json body = {{"items", std::move(items)}, {"next", nullptr}};
    if (next) body["next"] = *next;
    if (total) {
        body["total"] = std::min(*total, store::most_counted);
        body["total_exact"] = *total <= store::most_counted;
    }
    return json_response(200, body);
}

http::response page_response(std::size_t count, const std::function<nlohmann::json(std::size_t)>& item,
                             const std::optional<std::string>& next, std::optional<std::int64_t> total)
{
    nlohmann::json items = nlohmann::json::array();
    for (std::size_t i = 0; i < count; ++i) items.push_back(item(i));
    return page_response(std::move(items), next, total);
}

nlohmann::json moment(std::chrono::sys_seconds at)
{
    return timestamp(at);
}

nlohmann::json moment(const std::optional<std::chrono::sys_seconds>& at)
{
    return at ? nlohmann::json(timestamp(*at)) : nlohmann::json(nullptr);
}

std::string span_text(std::chrono::seconds span)
{
    return to_string(std::chrono::duration_cast<std::chrono::milliseconds>(span));
}

nlohmann::json id_or_null(std::string_view prefix, std::optional<std::int64_t> id)
{
    return id && *id > 0 ? nlohmann::json(public_id(prefix, *id)) : nlohmann::json(nullptr);
}

}  // namespace offlist::api
