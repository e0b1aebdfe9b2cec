#include "sweep/inventory.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <limits>
#include <optional>
#include <variant>

#include "sweep/inventory_content.hpp"

namespace offlist {
namespace {

template <run_step Step, class Place>
std::optional<ip6_number> head_of(const std::vector<ip6_run>& runs, const Place& place) noexcept
{
    if (place.run == runs.size()) return std::nullopt;
    return address_of<Step>(runs[place.run], place.offset);
}

template <class Place>
void advance(const std::vector<ip6_run>& runs, Place& place) noexcept
{
    if (++place.offset < runs[place.run].count) return;
    place.offset = 0;
    ++place.run;
}

// The first place whose address is greater than `address`. Runs of one step are ascending and disjoint.
template <run_step Step, class Place>
Place place_behind(const std::vector<ip6_run>& runs, const ip6_number& address) noexcept
{
    const auto after = std::upper_bound(runs.begin(), runs.end(), address,
                                        [](const ip6_number& a, const ip6_run& run) { return a < run.first; });
    Place place;
    place.run = static_cast<std::size_t>(after - runs.begin());
    if (place.run == 0) return place;
    const ip6_run& run = runs[place.run - 1];
    if (address >= address_of<Step>(run, run.count - 1)) return place;
    std::uint64_t offset = 0;
    if constexpr (Step == run_step::address)
        offset = address.low - run.first.low + 1;
    else
        offset = address.high - run.first.high + (run.first.low > address.low ? 0 : 1);
    --place.run;
    place.offset = static_cast<std::uint32_t>(offset);
    return place;
}

}  // namespace

subject to_subject(const inventory_item& item)
{
    switch (item.kind) {
        case subject_kind::ip4:
            return address_v4{item.ip4};
        case subject_kind::ip6:
            return address_v6{item.ip6};
        case subject_kind::domain:
            break;
    }
    return *item.name;
}

std::uint64_t inventory::count(subject_kind kind) const noexcept
{
    return content_ ? content_->counts[static_cast<std::size_t>(kind)] : 0;
}

std::uint64_t inventory::size() const noexcept
{
    return count(subject_kind::ip4) + count(subject_kind::ip6) + count(subject_kind::domain);
}

inventory::cursor inventory::walk(const std::array<bool, subject_kinds>& kinds) const
{
    return content_ ? cursor{*content_, kinds} : cursor{};
}

inventory::cursor inventory::walk(subject_kind kind) const
{
    std::array<bool, subject_kinds> only{};
    only[static_cast<std::size_t>(kind)] = true;
    return walk(only);
}

inventory::cursor inventory::walk_after(subject_kind kind, const subject& after) const
{
    BOOST_ASSERT(kind_of(after) == kind);
    cursor at = walk(kind);
    if (!content_) return at;
    if (const auto* ip4 = std::get_if<address_v4>(&after))
        at.go_behind(ip4->to_uint());
    else if (const auto* ip6 = std::get_if<address_v6>(&after))
        at.go_behind(to_number(ip6->to_bytes()));
    else
        at.go_behind(std::get<domain>(after));
    return at;
}

bool inventory::contains(const subject& s) const
{
    if (!content_) return false;
    if (const auto* ip4 = std::get_if<address_v4>(&s))
        return roaring_bitmap_contains(content_->ip4.get(), ip4->to_uint());
    if (const auto* name = std::get_if<domain>(&s))
        return std::binary_search(content_->domains.begin(), content_->domains.end(), *name,
                                  [](const domain& a, const domain& b) { return a.name < b.name; });
    cursor at = walk(subject_kind::ip6);
    const auto wanted = std::get<address_v6>(s).to_bytes();
    const ip6_number number = to_number(wanted);
    if (number.high != 0 || number.low != 0)
        at.go_behind(ip6_number{number.low == 0 ? number.high - 1 : number.high, number.low - 1});
    inventory_item item;
    return at.next(item) && item.ip6 == wanted;
}

inventory::cursor::cursor(const inventory_content& content, const std::array<bool, subject_kinds>& kinds) noexcept
    : content_(&content), kinds_(kinds)
{
    roaring_init_iterator(content.ip4.get(), &ip4_);
}

bool inventory::cursor::next(inventory_item& out) noexcept
{
    if (content_ == nullptr) return false;
    const bool found = (kinds_[0] && next_ip4(out)) || (kinds_[1] && next_ip6(out)) || (kinds_[2] && next_domain(out));
    if (found) ++done_;
    return found;
}

void inventory::cursor::go_behind(std::uint32_t ip4) noexcept
{
    if (ip4 == std::numeric_limits<std::uint32_t>::max())
        ip4_.has_value = false;
    else
        roaring_move_uint32_iterator_equalorlarger(&ip4_, ip4 + 1);
}

void inventory::cursor::go_behind(const ip6_number& ip6) noexcept
{
    const auto& singles = content_->ip6_singles;
    ip6_single_ = static_cast<std::size_t>(std::upper_bound(singles.begin(), singles.end(), ip6) - singles.begin());
    ip6_dense_ = place_behind<run_step::address, run_place>(content_->ip6_dense, ip6);
    ip6_sampled_ = place_behind<run_step::subnet, run_place>(content_->ip6_sampled, ip6);
}

void inventory::cursor::go_behind(const domain& name) noexcept
{
    const auto& names = content_->domains;
    const auto after = std::upper_bound(names.begin(), names.end(), name,
                                        [](const domain& a, const domain& b) { return a.name < b.name; });
    domain_ = static_cast<std::size_t>(after - names.begin());
}

bool inventory::cursor::next_ip4(inventory_item& out) noexcept
{
    if (!ip4_.has_value) return false;
    out.kind = subject_kind::ip4;
    out.ip4 = ip4_.current_value;
    roaring_advance_uint32_iterator(&ip4_);
    return true;
}

// Merges singles and runs. A dense and a sampled run may share an address, which is then given once.
bool inventory::cursor::next_ip6(inventory_item& out) noexcept
{
    std::optional<ip6_number> single;
    if (ip6_single_ < content_->ip6_singles.size()) single = content_->ip6_singles[ip6_single_];
    const auto dense = head_of<run_step::address>(content_->ip6_dense, ip6_dense_);
    const auto sampled = head_of<run_step::subnet>(content_->ip6_sampled, ip6_sampled_);

    std::optional<ip6_number> least = single;
    if (dense && (!least || *dense < *least)) least = dense;
    if (sampled && (!least || *sampled < *least)) least = sampled;
    if (!least) return false;

    if (single == least) ++ip6_single_;
    if (dense == least) advance(content_->ip6_dense, ip6_dense_);
    if (sampled == least) advance(content_->ip6_sampled, ip6_sampled_);
    out.kind = subject_kind::ip6;
    out.ip6 = to_octets(*least);
    return true;
}

bool inventory::cursor::next_domain(inventory_item& out) noexcept
{
    if (domain_ == content_->domains.size()) return false;
    out.kind = subject_kind::domain;
    out.name = &content_->domains[domain_++];
    return true;
}

}  // namespace offlist
