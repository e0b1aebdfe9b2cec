#include "store/accounts/subject_history.hpp"

#include <string>
#include <utility>

#include "store/accounts/subject_rows.hpp"
#include "store/engine/paging.hpp"

namespace offlist::store {
namespace {

constexpr std::string_view holder_list = "holder";
constexpr std::string_view hex_digits = "0123456789abcdef";

// The first keys of all ranges of CIDR notation that hold this address: the key with ever more of its last bits
// cleared. So the index finds them, where a search for "begins before and ends behind" would walk over half of it.
std::vector<std::string> first_keys_around(const subject_span& span)
{
    std::vector<std::string> keys{span.first};
    if (span.kind == subject_kind::domain) return keys;
    constexpr std::size_t kind_digit = 1;
    const std::size_t mapped = span.kind == subject_kind::ip4 ? kind_digit + 24 : kind_digit;
    std::string key = span.first;
    for (std::size_t place = key.size(); place-- > mapped;) {
        for (unsigned bit = 1; bit < 16; bit <<= 1U) {
            const auto digit = static_cast<unsigned>(hex_digits.find(key[place]));
            if ((digit & bit) == 0) continue;
            key[place] = hex_digits[digit & ~bit];
            keys.push_back(key);
        }
    }
    return keys;
}

}  // namespace

parsed<page_of<past_holder>> holders_ever(soci::session& s, const subject_span& span, const page_request& which)
{
    const auto start = start_of(holder_list, which, direction::newest_first);
    if (!start) return start.error();
    sql::conditions around;
    around.among("first_key", "key", first_keys_around(span));
    const std::string chosen = "id IN (SELECT id FROM subject " + around.text +
                               " AND last_key >= :from UNION SELECT id FROM subject WHERE first_key BETWEEN :first AND "
                               ":last)";
    sql::parameters given = around.given;
    for (const std::string* const key : {&span.first, &span.first, &span.last}) given.emplace_back(*key);
    const sql::parameters all = given;
    given.emplace_back(start->id);
    given.emplace_back(rows_of(which) + 1);
    std::vector<past_holder> found;
    const std::string rest = "WHERE " + chosen + " AND id < :before ORDER BY id DESC LIMIT :count";
    each_subject(s, rest, given, [&found](owned_subject&& o) { found.push_back({std::move(o), {}}); });
    std::size_t row = 0;
    sql::for_each<std::int64_t, std::optional<std::chrono::sys_seconds>>(
        s, "SELECT id, removed_at FROM subject " + rest, std::move(given), [&](auto, auto removed) {
            if (row < found.size()) found[row++].removed_at = removed;
        });
    auto page =
        cut(holder_list, std::move(found), which, [](const past_holder& h) { return place{.at = 0, .id = h.what.id}; });
    tell_total(page, which, s, "FROM subject WHERE " + chosen, all);
    return page;
}

}  // namespace offlist::store
