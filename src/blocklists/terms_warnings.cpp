#include "blocklists/terms_warnings.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/quoted.hpp"

namespace offlist {
namespace {

using lists_of_one = std::vector<const blocklist*>;

std::string with_commas(std::int64_t number)
{
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

std::string names(const lists_of_one& lists)
{
    std::string all;
    for (std::size_t i = 0; i < lists.size(); ++i)
        all += (i == 0 ? "" : i + 1 == lists.size() ? " and " : ", ") + lists[i]->id;
    return all;
}

std::string acknowledging(const lists_of_one& lists)
{
    std::string ids;
    for (const blocklist* const list : lists) ids += (ids.empty() ? "" : ", ") + offlist::quoted(list->id);
    return "lists.acknowledge = [" + ids + "]";
}

// The way to more, with the page that tells it; empty when none is known.
std::string way_of(const terms_of_use& terms)
{
    if (terms.url.empty()) return terms.way;
    return terms.way.empty() ? "see " + terms.url : terms.way + " (" + terms.url + ")";
}

terms_warning warning(const lists_of_one& lists, std::string what, std::string advice)
{
    terms_warning w;
    for (const blocklist* const list : lists) w.blocklists.push_back(list->id);
    w.what = std::move(what);
    w.advice = std::move(advice);
    return w;
}

// Groups `lists` by `key`; the groups stand in the order of their first lists.
template <class Key>
std::vector<lists_of_one> grouped_by(const lists_of_one& lists, Key&& key)
{
    std::vector<lists_of_one> groups;
    std::map<decltype(key(*lists.front())), std::size_t> place;
    for (const blocklist* const list : lists) {
        const auto [at, first] = place.emplace(key(*list), groups.size());
        if (first) groups.emplace_back();
        groups[at->second].push_back(list);
    }
    return groups;
}

bool wants_money(const blocklist& list)
{
    return list.terms.commercial == commercial_use::paid || list.terms.commercial == commercial_use::no;
}

terms_warning of_charging(const lists_of_one& lists)
{
    const blocklist& first = *lists.front();
    const std::string who = " (" + first.operator_name + ')';
    const std::string ours = ", and this installation has a price book";
    if (first.terms.commercial == commercial_use::no)
        return warning(lists, names(lists) + who + " may not be asked by who charges for it" + ours,
                       "switch off by lists.disable, or agree with the operator and say so: " + acknowledging(lists));
    const std::string free =
        first.needs_key() ? ": a free key is not for who charges for it" : ": free use is not for who charges for it";
    return warning(lists, names(lists) + who + free + ours,
                   way_of(first.terms) + "; then say that it is settled: " + acknowledging(lists));
}

// What may be asked of one operator in a day beyond what it gives for nothing.
std::optional<terms_warning> of_volume(const lists_of_one& lists)
{
    const terms_of_use& terms = lists.front()->terms;
    std::int64_t together = 0;
    bool unbounded = false;
    for (const blocklist* const list : lists) {
        unbounded = unbounded || !list->limits.per_day;
        together += std::min(list->limits.per_day.value_or(0), *terms.volume + 1);  // so that no sum overflows
    }
    if (!unbounded && together <= *terms.volume) return std::nullopt;
    const std::string asked = unbounded ? "are asked without a daily limit" : with_commas(together) + " may be asked";
    const std::string way = way_of(terms);
    return warning(lists,
                   names(lists) + " (" + lists.front()->operator_name + "): " + with_commas(*terms.volume) +
                       " questions a day are free over all lists of this operator, and " + asked,
                   "limits.per_day that stay below it together" + (way.empty() ? "" : ", or " + way) +
                       "; or say that it is settled: " + acknowledging(lists));
}

}  // namespace

std::string terms_warning::to_string() const
{
    return what + ": " + advice;
}

std::vector<terms_warning> terms_warnings(const std::vector<blocklist>& enabled, const installation_use& use)
{
    lists_of_one paid;
    lists_of_one counted;
    for (const blocklist& list : enabled) {
        if (std::find(use.acknowledged.begin(), use.acknowledged.end(), list.id) != use.acknowledged.end()) continue;
        if (use.charges && wants_money(list)) paid.push_back(&list);
        if (list.terms.volume) counted.push_back(&list);
    }
    std::vector<terms_warning> all;
    const auto one_way = [](const blocklist& list) {
        return std::tuple(list.operator_name, list.terms.commercial, list.needs_key(), list.terms.way, list.terms.url);
    };
    for (const lists_of_one& lists : grouped_by(paid, one_way)) all.push_back(of_charging(lists));
    const auto one_count = [](const blocklist& list) { return std::tuple(list.operator_name, *list.terms.volume); };
    for (const lists_of_one& lists : grouped_by(counted, one_count))
        if (auto over = of_volume(lists)) all.push_back(std::move(*over));
    return all;
}

std::string terms_in_words(const terms_of_use& terms)
{
    const std::string volume =
        terms.volume ? with_commas(*terms.volume) + " questions a day over all lists of the operator" : "";
    const std::string way = way_of(terms);
    const std::string behind = way.empty() ? "" : ": " + way;
    switch (terms.commercial) {
        case commercial_use::yes:
            return "for everybody, also who charges for it" + (volume.empty() ? "" : "; " + volume) + behind;
        case commercial_use::paid:
        case commercial_use::no:
            return "not for who charges for it" + behind + (volume.empty() ? "" : "; for others " + volume);
        case commercial_use::unknown:
            break;
    }
    if (volume.empty()) return "not known" + behind;
    return volume + "; whether also for who charges for it is not known" + behind;
}

}  // namespace offlist
