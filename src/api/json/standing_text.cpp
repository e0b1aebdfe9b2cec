#include "api/json/standing_text.hpp"

#include <algorithm>
#include <core/cidr.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "api/answers.hpp"

namespace offlist::api {

namespace {

/// Also of what is suspected: that is told when it is confirmed, or, where a mass change keeps it back, maybe never.
constexpr std::string_view nothing_certain = "nothing certain was answered";

struct told {
    std::string_view standing = "unknown";
    std::string why;
    std::optional<std::chrono::sys_seconds> asked_at;
    std::optional<std::chrono::sys_seconds> next_at;
    const store::live_listings* listing = nullptr;
};

std::string_view word_of(verdict v)
{
    // an answer that was not confirmed yet
    return v == verdict::listed ? "unknown" : to_string(v);
}

void take_listing(told& t, const store::live_listings& l)
{
    t.listing = &l;
    if (l.confirmed > 0) {
        t.standing = "listed";
        t.why.clear();
        return;
    }
    t.standing = "unknown";
    t.why = nothing_certain;
}

std::map<std::string, told> by_list(const owned_subject& of, const std::vector<list_standing>& said,
                                    const std::vector<store::live_listings>& live)
{
    std::map<std::string, told> all;
    for (const list_standing& s : said) {
        told& t = all[s.blocklist];
        t.asked_at = s.asked_at;
        if (of.pending) {
            t.why = "not monitored: it waits for its proof";
            continue;
        }
        t.standing = word_of(s.what);
        t.next_at = s.next_at;
        t.why = s.what == verdict::listed ? nothing_certain : s.why;
    }
    for (const store::live_listings& l : live) {
        const auto [one, fresh] = all.try_emplace(l.blocklist);
        take_listing(one->second, l);
        if (fresh) one->second.why = "the list is not asked at present";
    }
    return all;
}

nlohmann::json json_of(const std::string& blocklist, const told& t)
{
    nlohmann::json shown = {{"blocklist", blocklist},
                            {"standing", t.standing},
                            {"why", t.why.empty() ? nlohmann::json() : nlohmann::json(t.why)},
                            {"asked_at", moment(t.asked_at)},
                            {"next_at", moment(t.next_at)}};
    const bool listed = t.listing != nullptr && t.listing->confirmed > 0;
    shown["listing"] = listed ? nlohmann::json(public_id("lst", t.listing->newest)) : nlohmann::json();
    shown["addresses_listed"] = listed ? t.listing->confirmed : 0;
    return shown;
}

}  // namespace

subject_range range_of(std::string_view text)
{
    if (!is_cidr(text)) {
        const subject alone = parse_subject(text, special_addresses::allow).value();
        return {.first = alone, .last = alone};
    }
    const address_range range = parse_cidr(text, special_addresses::allow).value();
    if (const auto* const ip4 = std::get_if<ip4_range>(&range))
        return {.first = address_v4(ip4->first), .last = address_v4(ip4->last)};
    const auto& ip6 = std::get<ip6_range>(range);
    return {.first = address_v6(to_octets(ip6.first)), .last = address_v6(to_octets(ip6.last))};
}

nlohmann::json standing_json(const owned_subject& of, const std::vector<list_standing>& said,
                             const std::vector<store::live_listings>& live)
{
    const auto all = by_list(of, said, live);
    nlohmann::json lists = nlohmann::json::array();
    std::map<std::string_view, std::int64_t> counts;
    std::optional<std::chrono::sys_seconds> newest;
    std::optional<std::chrono::sys_seconds> soonest;
    for (const auto& [blocklist, t] : all) {
        ++counts[t.standing];
        if (t.asked_at && (!newest || *newest < *t.asked_at)) newest = t.asked_at;
        if (t.next_at && (!soonest || *t.next_at < *soonest)) soonest = t.next_at;
        lists.push_back(json_of(blocklist, t));
    }
    nlohmann::json shown = {{"clean_on", counts["clean"]},
                            {"listed_on", counts["listed"]},
                            {"informational_on", counts["informational"]},
                            {"unknown_on", counts["unknown"]},
                            {"last_asked_at", moment(newest)},
                            {"next_at", moment(soonest)}};
    shown["lists"] = std::move(lists);
    return shown;
}

}  // namespace offlist::api
