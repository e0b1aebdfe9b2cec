#include <algorithm>
#include <functional>
#include <iterator>
#include <string>
#include <utility>

#include "sweep/inventory.hpp"
#include "sweep/inventory_builder.hpp"
#include "sweep/inventory_content.hpp"

namespace offlist {
namespace {

bool comes_before(const ip6_run& a, const ip6_run& b)
{
    return a.first != b.first ? a.first < b.first : a.count < b.count;
}

bool name_comes_before(const domain& a, const domain& b)
{
    return a.name < b.name;
}

template <class T, class Less>
std::vector<T> changed_items(const std::vector<T>& from, const std::vector<T>& without, const std::vector<T>& with,
                             Less less)
{
    std::vector<T> left, all;
    std::set_difference(from.begin(), from.end(), without.begin(), without.end(), std::back_inserter(left), less);
    std::set_union(std::make_move_iterator(left.begin()), std::make_move_iterator(left.end()), with.begin(), with.end(),
                   std::back_inserter(all), less);
    return all;
}

ip4_set changed_set(const inventory_content& from, const inventory_content& without, const inventory_content& with)
{
    ip4_set all{roaring_bitmap_andnot(from.ip4.get(), without.ip4.get())};
    if (!all) throw std::bad_alloc{};
    roaring_bitmap_or_inplace(all.get(), with.ip4.get());
    roaring_bitmap_run_optimize(all.get());
    return all;
}

}  // namespace

parsed<inventory> changed(const inventory& from, const inventory& without, const inventory& with)
{
    static const inventory_content nothing;
    const auto content = [](const inventory& i) -> const inventory_content& {
        return i.content_ ? *i.content_ : nothing;
    };
    const inventory_content &a = content(from), &b = content(without), &c = content(with);
    inventory_content next;
    next.ip4 = changed_set(a, b, c);
    next.ip6_singles = changed_items(a.ip6_singles, b.ip6_singles, c.ip6_singles, std::less<>{});
    next.ip6_dense = changed_items(a.ip6_dense, b.ip6_dense, c.ip6_dense, comes_before);
    next.ip6_sampled = changed_items(a.ip6_sampled, b.ip6_sampled, c.ip6_sampled, comes_before);
    next.domains = changed_items(a.domains, b.domains, c.domains, name_comes_before);
    fold(next);
    if (next.counts[0] + next.counts[1] + next.counts[2] > most_subjects)
        return problem{.what = "the inventory has more than " + std::to_string(most_subjects) + " subjects",
                       .expected = "fewer"};
    return inventory{std::make_shared<const inventory_content>(std::move(next))};
}

}  // namespace offlist
