#include "monitor/listing_index.hpp"

#include <boost/assert.hpp>
#include <boost/container_hash/hash.hpp>
#include <utility>

namespace offlist {
std::size_t hash_of(const subject& s)
{
    std::size_t h = s.index();
    switch (kind_of(s)) {
        case subject_kind::ip4:
            boost::hash_combine(h, std::get<address_v4>(s).to_uint());
            break;
        case subject_kind::ip6:
            for (const std::uint8_t octet : std::get<address_v6>(s).to_bytes()) boost::hash_combine(h, octet);
            break;
        case subject_kind::domain:
            boost::hash_combine(h, std::get<domain>(s).name);
            break;
    }
    return h;
}

std::size_t listing_index::hasher::operator()(const key& k) const
{
    std::size_t h = hash_of(*k.about);
    boost::hash_combine(h, k.list);
    return h;
}

std::size_t listing_index::hasher::operator()(number n) const
{
    const listing_record& r = (*records)[n];
    return (*this)(key{r.list, &r.about});
}

bool listing_index::same::operator()(const key& a, number b) const
{
    const listing_record& r = (*records)[b];
    return r.list == a.list && r.about == *a.about;
}

listing_index::number listing_index::add(listing_record r)
{
    BOOST_ASSERT(!find(r.list, r.about));
    if (free_.empty()) {
        free_.push_back(static_cast<number>(records_.size()));
        records_.emplace_back();
    }
    const number n = free_.back();
    free_.pop_back();
    const dns::steady_time first = r.ask_at;
    const std::int64_t held_by = std::exchange(r.hold, 0);
    r.alive = true;
    records_[n] = std::move(r);
    index_.insert(n);
    count(records_[n], 1);
    ask_at(n, first);
    hold(n, held_by);
    return n;
}

void listing_index::remove(number n)
{
    BOOST_ASSERT(records_[n].alive);
    count(records_[n], -1);
    hold(n, 0);
    index_.erase(n);
    records_[n] = {};  // turns that still name it are passed over
    free_.push_back(n);
}

std::optional<listing_index::number> listing_index::find(std::uint32_t list, const subject& about) const
{
    const auto found = index_.find(key{list, &about});
    if (found == index_.end()) return std::nullopt;
    return *found;
}

void listing_index::change(number n, const listing& to)
{
    BOOST_ASSERT(to.state != listing_state::clean);
    count(records_[n], -1);
    records_[n].now = to;
    count(records_[n], 1);
}

void listing_index::ask_at(number n, dns::steady_time moment)
{
    listing_record& r = records_[n];
    r.ask_at = moment;
    if (moment != in_a_slice) turns_of(r.list).by_urgency[is_pending(r.now.state) ? 1 : 0].push({moment, n});
}

void listing_index::hold(number n, std::int64_t mass_change)
{
    listing_record& r = records_[n];
    if (r.hold == mass_change) return;
    if (r.hold != 0 && --held_[r.hold] == 0) held_.erase(r.hold);
    if (mass_change != 0) ++held_[mass_change];
    r.hold = mass_change;
}

std::uint64_t listing_index::held_by(std::int64_t mass_change) const
{
    const auto found = held_.find(mass_change);
    return found == held_.end() ? 0 : found->second;
}

std::vector<listing_index::number> listing_index::take_due(std::uint32_t list, bool urgent, dns::steady_time now,
                                                           std::size_t most)
{
    std::vector<number> taken;
    turns& queue = turns_of(list).by_urgency[urgent ? 1 : 0];
    while (!queue.empty() && queue.top().at <= now && taken.size() < most) {
        const turn next = queue.top();
        queue.pop();
        listing_record& r = records_[next.of];
        // it was asked meanwhile, or is gone, or its place belongs to another one
        if (!r.alive || r.list != list || r.ask_at != next.at || is_pending(r.now.state) != urgent) continue;
        r.ask_at = in_a_slice;
        taken.push_back(next.of);
    }
    return taken;
}

listing_index::counts listing_index::of(std::uint32_t list) const
{
    return list < lists_.size() ? lists_[list].how_many : counts{};
}

void listing_index::clear()
{
    index_.clear();
    records_.clear();
    free_.clear();
    lists_.clear();
    held_.clear();
}

void listing_index::count(const listing_record& r, int by)
{
    counts& c = turns_of(r.list).how_many;
    (r.now.state == listing_state::suspected ? c.pending : c.open) += static_cast<std::uint64_t>(by);
}

listing_index::list_turns& listing_index::turns_of(std::uint32_t list)
{
    if (list >= lists_.size()) lists_.resize(list + 1);
    return lists_[list];
}

}  // namespace offlist
