#include "api/query.hpp"

#include <algorithm>
#include <charconv>
#include <core/nearest.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <set>
#include <utility>

namespace offlist::api {

namespace {

http::response invalid_query(const std::vector<http::field_problem>& problems)
{
    return http::fields_response(400, "invalid-query", "The query is not valid", problems);
}

std::string joined(const std::vector<std::string_view>& words)
{
    std::string text;
    for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
    return text;
}

std::string expected_of(std::string_view word, const std::vector<std::string_view>& choices)
{
    const std::string near = nearest(word, choices);
    return near.empty() ? "one of " + joined(choices) : near + " (of " + joined(choices) + ')';
}

}  // namespace

std::optional<std::string> query::text(std::string_view name)
{
    const auto found = request_.parameter(name);
    if (!found) return std::nullopt;
    if (found->empty()) {
        complain(name, "is empty", "a value, or no such parameter");
        return std::nullopt;
    }
    return std::string(*found);
}

std::optional<std::chrono::sys_seconds> query::moment(std::string_view name)
{
    const auto found = text(name);
    if (!found) return std::nullopt;
    auto read = parse_timestamp(*found);
    if (!read) {
        complain(name, read.error().what, "a moment in UTC such as 2026-11-23T08:00:00Z");
        return std::nullopt;
    }
    return *read;
}

std::optional<std::int64_t> query::id(std::string_view name, std::string_view prefix)
{
    const auto found = text(name);
    if (!found) return std::nullopt;
    const auto number = parse_public_id(prefix, *found);
    if (!number) complain(name, quoted(*found) + " is no id", "an id such as " + public_id(prefix, 12));
    return number;
}

std::optional<std::string> query::word(std::string_view name, const std::vector<std::string_view>& choices)
{
    auto found = text(name);
    if (!found || std::find(choices.begin(), choices.end(), *found) != choices.end()) return found;
    complain(name, quoted(*found) + " is unknown", expected_of(*found, choices));
    return std::nullopt;
}

std::vector<std::string> query::texts(std::string_view name, std::size_t most)
{
    std::vector<std::string> found;
    const auto all = text(name);
    if (!all) return found;
    for (std::size_t at = 0; at <= all->size();) {
        const std::size_t comma = std::min(all->find(',', at), all->size());
        std::string one = all->substr(at, comma - at);
        at = comma + 1;
        if (one.empty()) {
            complain(name, "has a comma with nothing beside it", "values with one comma between them");
            return {};
        }
        if (std::find(found.begin(), found.end(), one) == found.end()) found.push_back(std::move(one));
    }
    if (found.size() <= most) return found;
    complain(name, "has " + std::to_string(found.size()) + " values", "at most " + std::to_string(most));
    return {};
}

std::vector<std::string> query::words(std::string_view name, const std::vector<std::string_view>& choices)
{
    std::vector<std::string> found = texts(name);
    for (const std::string& one : found)
        if (std::find(choices.begin(), choices.end(), one) == choices.end())
            complain(name, quoted(one) + " is unknown", expected_of(one, choices));
    return found;
}

std::vector<std::int64_t> query::ids(std::string_view name, std::string_view prefix, std::size_t most)
{
    std::vector<std::int64_t> found;
    for (const std::string& one : texts(name, most)) {
        if (const auto number = parse_public_id(prefix, one))
            found.push_back(*number);
        else
            complain(name, quoted(one) + " is no id", "an id such as " + public_id(prefix, 12));
    }
    return found;
}

int query::limit(int most, int usual)
{
    const auto found = text("limit");
    if (!found) return usual;
    int number = 0;
    const char* const end = found->data() + found->size();
    const auto [last, error] = std::from_chars(found->data(), end, number);
    if (error == std::errc{} && last == end && number >= 1 && number <= most) return number;
    complain("limit", quoted(*found) + " is no limit", "a number from 1 to " + std::to_string(most));
    return usual;
}

store::page_request query::page(std::string_view list, int most, int usual)
{
    store::page_request wanted{.cursor = text("cursor"), .limit = limit(most, usual), .total = false};
    wanted.total = word("total", {"true", "false"}) == "true";
    if (const auto order = word("sort", {"newest", "oldest"}))
        wanted.sort = *order == "newest" ? store::direction::newest_first : store::direction::oldest_first;
    if (wanted.cursor && !store::read_cursor(store::list_in_order(list, wanted), *wanted.cursor))
        complain("cursor", "is none of this list in this order",
                 "the \"next\" of the page before, unchanged, with the same sort");
    return wanted;
}

void query::complain(std::string_view name, std::string what, std::string expected)
{
    problems_.push_back({std::string(name), std::move(what), std::move(expected)});
}

http::response query::answer() const
{
    return invalid_query(problems_);
}

std::optional<http::response> wrong_names(const http::request& of, const std::vector<std::string_view>& known)
{
    std::vector<http::field_problem> problems;
    std::set<std::string_view> seen;
    for (const auto& [name, value] : of.query) {
        if (!seen.insert(name).second) {
            problems.push_back({escaped(name), "stands twice", "each parameter once; several values with commas"});
        } else if (std::find(known.begin(), known.end(), name) == known.end()) {
            const std::string near = nearest(name, known);
            std::string expected = known.empty() ? "no parameters" : "one of " + joined(known);
            if (!near.empty()) expected = "did you mean " + near + '?';
            problems.push_back({escaped(name), "is no parameter of this route", std::move(expected)});
        }
    }
    if (problems.empty()) return std::nullopt;
    return invalid_query(problems);
}

}  // namespace offlist::api
