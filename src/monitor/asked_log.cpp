#include "monitor/asked_log.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace offlist {
namespace {

// Keys are octets that sort as the round walks: addresses in network order, domains by their name.
std::string key_of(const subject& s)
{
    const auto octets_of = [](const auto& address) {
        const auto octets = address.to_bytes();
        return std::string(octets.begin(), octets.end());
    };
    if (const auto* ip4 = std::get_if<address_v4>(&s)) return octets_of(*ip4);
    if (const auto* ip6 = std::get_if<address_v6>(&s)) return octets_of(*ip6);
    return std::get<domain>(s).name;
}

std::size_t octets_in(subject_kind kind)
{
    return kind == subject_kind::ip4 ? 4 : 16;
}

std::string first_key(subject_kind kind)
{
    return kind == subject_kind::domain ? std::string() : std::string(octets_in(kind), '\0');
}

std::string last_key(subject_kind kind)
{
    return kind == subject_kind::domain ? "\xff" : std::string(octets_in(kind), '\xff');
}

// The address that is `by` further, 1 or -1; of the last one, or the first, itself.
std::string moved(std::string key, int by)
{
    const char edge = by > 0 ? '\xff' : '\0';
    for (auto octet = key.rbegin(); octet != key.rend(); ++octet) {
        if (*octet == edge) continue;
        *octet = static_cast<char>(static_cast<unsigned char>(*octet) + by);
        std::fill(key.rbegin(), octet, by > 0 ? '\0' : '\xff');
        return key;
    }
    return key;
}

// The place right behind a key: no name holds an octet 0.
std::string behind(const std::string& key, subject_kind kind)
{
    return kind == subject_kind::domain ? key + '\0' : moved(key, 1);
}

using stretch_of_keys = std::pair<std::string, std::string>;  // both included

// What is left without the addresses from `from` to `to`.
void take_away(std::vector<stretch_of_keys>& left, const std::string& from, const std::string& to)
{
    std::vector<stretch_of_keys> rest;
    for (auto& [first, last] : left) {
        if (to < first || last < from) {
            rest.emplace_back(std::move(first), std::move(last));
            continue;
        }
        if (first < from) rest.emplace_back(first, moved(from, -1));
        if (to < last) rest.emplace_back(moved(to, 1), last);
    }
    left = std::move(rest);
}

}  // namespace

void asked_log::keep(stretch s)
{
    if (s.last < s.first) return;
    // the calendar was set back: what came before and what behind cannot be told any more
    if (!stretches_.empty() && s.at < stretches_.back().at) stretches_.clear();
    if (!stretches_.empty() && kind_ != subject_kind::domain) {
        stretch& newest = stretches_.back();
        if (newest.at == s.at && newest.last < s.first && moved(newest.last, 1) == s.first) {
            newest.last = std::move(s.last);
            return;
        }
    }
    stretches_.push_back(std::move(s));
    if (stretches_.size() > most_stretches) stretches_.pop_front();
}

void asked_log::asked(const std::optional<subject>& after, const std::optional<subject>& last,
                      std::chrono::sys_seconds at)
{
    const key before = after ? key_of(*after) : key();
    if (after && before == last_key(kind_)) return;
    keep({after ? behind(before, kind_) : first_key(kind_), last ? key_of(*last) : last_key(kind_), at});
}

void asked_log::asked(const subject& about, std::chrono::sys_seconds at)
{
    keep({key_of(about), key_of(about), at});
}

void asked_log::answered(const subject& about, verdict what, std::chrono::sys_seconds at)
{
    if (answers_.size() >= most_answers) {
        // nobody could tell any more which of what was asked was clean
        answers_.clear();
        stretches_.clear();
    }
    answers_[key_of(about)] = {what, at};
}

void asked_log::forget_before(std::chrono::sys_seconds moment)
{
    while (!stretches_.empty() && stretches_.front().at < moment) stretches_.pop_front();
    std::erase_if(answers_, [moment](const auto& one) { return one.second.at < moment; });
}

asked_log::standing asked_log::of(const subject_range& what, std::chrono::sys_seconds since) const
{
    const key first = key_of(what.first);
    const key last = key_of(what.last);
    standing found;
    std::vector<stretch_of_keys> left{{first, last}};
    for (auto s = stretches_.rbegin(); s != stretches_.rend() && s->at >= since && !found.asked_at; ++s) {
        if (kind_ != subject_kind::domain)
            take_away(left, s->first, s->last);
        else if (s->first <= first && first <= s->last)
            left.clear();
        if (left.empty()) found.asked_at = s->at;
    }
    if (!found.asked_at) return found;
    found.what = verdict::clean;
    for (auto a = answers_.lower_bound(first); a != answers_.end() && a->first <= last; ++a) {
        if (a->second.at < *found.asked_at) continue;
        // unknown weighs most: it may be anything
        if (a->second.what == verdict::unknown) return {.what = verdict::unknown, .asked_at = found.asked_at};
        if (found.what != verdict::listed) found.what = a->second.what;
    }
    return found;
}

}  // namespace offlist
