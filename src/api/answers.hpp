// answers.hpp: the responses that several resources give in the same words.
//
// Pure; safe from any thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <http/message.hpp>
#include <nlohmann/json_fwd.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <store/engine/page.hpp>
#include <string>
#include <string_view>

namespace offlist::api {

[[nodiscard]] http::response json_response(unsigned status, const nlohmann::json& body);
/// 201 with the new object; `location` is its path, empty when it has none of its own.
[[nodiscard]] http::response created(const nlohmann::json& body, const std::string& location = {});
[[nodiscard]] http::response no_content();

/// A problem (RFC 9457) that tells more than others: `also` is an object of further members.
[[nodiscard]] http::response problem_with(unsigned status, std::string_view type, std::string_view title,
                                          std::string_view detail, nlohmann::json also);

/// 404: there is none, or it is somebody else's, which is the same to the caller.
[[nodiscard]] http::response not_found();
/// 403 for staff.
[[nodiscard]] http::response not_for_role();
/// 503: the database cannot be read or written just now.
[[nodiscard]] http::response store_trouble(const problem& why);
/// 503: orders and payments are not taken at present, and why.
[[nodiscard]] http::response nothing_sold(const std::string& why);
/// 503: whoever cannot tell what he has sells nothing.
[[nodiscard]] http::response books_do_not_balance();
/// 422 about one field of a body.
[[nodiscard]] http::response wrong_field(std::string field, std::string what, std::string expected);

/// `{"items": items, "next": next | null}`, and, where it was counted, `total` and whether that is exact.
[[nodiscard]] http::response page_response(nlohmann::json items, const std::optional<std::string>& next,
                                           std::optional<std::int64_t> total = {});
/// The same of `count` items, each as `item` tells it.
[[nodiscard]] http::response page_response(std::size_t count, const std::function<nlohmann::json(std::size_t)>& item,
                                           const std::optional<std::string>& next,
                                           std::optional<std::int64_t> total = {});
/// The same of what the store gave, each item as `shown` tells it.
template <class T, class Shown>
[[nodiscard]] http::response page_answer(const parsed<store::page_of<T>>& page, Shown shown)
{
    if (!page) return store_trouble(page.error());
    return page_response(
        page->items.size(), [&](std::size_t i) { return shown(page->items[i]); }, page->next, page->total);
}

/// Moments as RFC 3339, none as null.
[[nodiscard]] nlohmann::json moment(std::chrono::sys_seconds at);
[[nodiscard]] nlohmann::json moment(const std::optional<std::chrono::sys_seconds>& at);
/// `1h30m`, as the configuration writes durations.
[[nodiscard]] std::string span_text(std::chrono::seconds span);
/// A public id; null for 0 and none.
[[nodiscard]] nlohmann::json id_or_null(std::string_view prefix, std::optional<std::int64_t> id);

}  // namespace offlist::api
