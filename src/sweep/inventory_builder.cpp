#include "sweep/inventory_builder.hpp"

#include <algorithm>
#include <core/quoted.hpp>
#include <core/special.hpp>
#include <functional>
#include <optional>
#include <utility>
#include <variant>

namespace offlist {
namespace {

constexpr std::size_t first_compaction = 65'536;

template <class T, class Less>
void sort_unique(std::vector<T>& items, Less less)
{
    std::sort(items.begin(), items.end(), less);
    items.erase(std::unique(items.begin(), items.end()), items.end());
}

// CIDR ranges nest or are disjoint, so a run that starts within the one before it ends within it too.
template <run_step Step>
void fold_runs(std::vector<ip6_run>& runs)
{
    std::sort(runs.begin(), runs.end(), [](const ip6_run& a, const ip6_run& b) {
        return a.first != b.first ? a.first < b.first : a.count > b.count;
    });
    const auto nested = [](const ip6_run& outer, const ip6_run& inner) {
        return inner.first <= address_of<Step>(outer, outer.count - 1);
    };
    runs.erase(std::unique(runs.begin(), runs.end(), nested), runs.end());
}

// The run that holds `address`, if one does. Within a run of either step an address is at a distance below its count.
template <run_step Step>
bool holds(const std::vector<ip6_run>& runs, const ip6_number& address)
{
    const auto after = std::upper_bound(runs.begin(), runs.end(), address,
                                        [](const ip6_number& a, const ip6_run& run) { return a < run.first; });
    if (after == runs.begin()) return false;
    const ip6_run& run = *std::prev(after);
    if constexpr (Step == run_step::address)
        return address.high == run.first.high && address.low - run.first.low < run.count;
    return address.low == run.first.low && address.high - run.first.high < run.count;
}

std::uint64_t total(const std::vector<ip6_run>& runs)
{
    std::uint64_t sum = 0;
    for (const auto& run : runs) sum += run.count;
    return sum;
}

// Addresses in a dense and in a sampled run. A dense run lies in one /64, so it holds one sampled address at most.
std::uint64_t shared(const inventory_content& content)
{
    std::uint64_t sum = 0;
    if (content.ip6_sampled.empty()) return sum;
    for (const auto& run : content.ip6_dense) {
        const ip6_number sample{run.first.high, 1};
        const bool in_run = sample >= run.first && sample.low - run.first.low < run.count;
        if (in_run && holds<run_step::subnet>(content.ip6_sampled, sample)) ++sum;
    }
    return sum;
}

void count(inventory_content& content)
{
    content.counts = {
        roaring_bitmap_get_cardinality(content.ip4.get()),
        content.ip6_singles.size() + total(content.ip6_dense) + total(content.ip6_sampled) - shared(content),
        content.domains.size()};
}

std::uint64_t total(const inventory_content& content)
{
    return content.counts[0] + content.counts[1] + content.counts[2];
}

// Too large together, as one range or as what lies between two addresses.
std::optional<problem> size_fault(const std::vector<address_range>& ranges, std::string_view text)
{
    std::uint64_t addresses = 0;
    std::uint64_t subnets = 0;
    for (const auto& range : ranges) {
        if (const auto* ip4 = std::get_if<ip4_range>(&range)) {
            addresses += ip4->size();
            continue;
        }
        const int prefix = std::get<ip6_range>(range).prefix;
        if (prefix < shortest_ip6_prefix && ranges.size() == 1)
            return problem{.what = quoted(text) + " is too large: 2^" + std::to_string(64 - prefix) + " /64s",
                           .expected = "a range of /" + std::to_string(shortest_ip6_prefix) + " or smaller"};
        subnets += prefix >= 64 ? 1 : std::uint64_t{1} << static_cast<unsigned>(std::min(64 - prefix, 32));
    }
    if (addresses > std::uint64_t{1} << static_cast<unsigned>(32 - shortest_ip4_prefix))
        return problem{.what = quoted(text) + " is too large: " + std::to_string(addresses) + " addresses",
                       .expected = "a range of /" + std::to_string(shortest_ip4_prefix) + " or smaller"};
    // What begins and ends within a /64 has up to 126 pieces of a /64 more than a range has.
    if (subnets > (std::uint64_t{1} << static_cast<unsigned>(64 - shortest_ip6_prefix)) + 254)
        return problem{.what = quoted(text) + " is too large: over " + std::to_string(subnets - 255) + " /64s",
                       .expected = "a range of /" + std::to_string(shortest_ip6_prefix) + " or smaller"};
    return std::nullopt;
}

}  // namespace

std::uint64_t asked_of(const ip6_range& range) noexcept
{
    if (range.prefix >= shortest_enumerated_ip6_prefix)
        return std::uint64_t{1} << static_cast<unsigned>(128 - range.prefix);
    return range.prefix >= 64 ? 1 : std::uint64_t{1} << static_cast<unsigned>(64 - range.prefix);
}

void fold(inventory_content& content)
{
    fold_runs<run_step::address>(content.ip6_dense);
    fold_runs<run_step::subnet>(content.ip6_sampled);
    std::erase_if(content.ip6_singles, [&content](const ip6_number& single) {
        return holds<run_step::address>(content.ip6_dense, single) ||
               holds<run_step::subnet>(content.ip6_sampled, single);
    });
    count(content);
}

inventory_builder::inventory_builder(const inventory_options& options)
    : options_(options), compact_at_(first_compaction)
{
}

parsed<void> inventory_builder::add(std::string_view text, const text_place& at)
{
    std::uint32_t ip4 = 0;
    if (read_ip4(text, ip4) && !special_first_octets()[ip4 >> 24U]) {
        add_ip4(ip4);
        return {};
    }
    auto read = parse_written(text, options_.special);
    if (!read) return std::move(read).error().at(std::string(at.file), at.line);
    return add(std::move(*read), text, at);
}

parsed<void> inventory_builder::add(written_subjects&& read, std::string_view text, const text_place& at)
{
    if (auto* one = std::get_if<subject>(&read.what)) {
        if (!read.warning.empty()) note(read.warning, at);
        add_subject(std::move(*one));
        return {};
    }
    const auto& ranges = std::get<std::vector<address_range>>(read.what);
    if (auto fault = size_fault(ranges, text)) return (*std::move(fault)).at(std::string(at.file), at.line);
    if (!read.warning.empty()) note(read.warning, at);
    for (const auto& range : ranges)
        if (const auto* ip4 = std::get_if<ip4_range>(&range))
            add_range(*ip4);
        else
            add_range(std::get<ip6_range>(range), at);
    return {};
}

void inventory_builder::add(const inventory& all, const std::array<bool, subject_kinds>& kinds)
{
    if (!all.content_) return;
    const inventory_content& more = *all.content_;
    const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    const auto wants = [&kinds](subject_kind kind) { return kinds[static_cast<std::size_t>(kind)]; };
    if (wants(subject_kind::ip4)) {
        flush_ip4();
        roaring_bitmap_or_inplace(content_.ip4.get(), more.ip4.get());
    }
    if (wants(subject_kind::ip6)) {
        append(content_.ip6_singles, more.ip6_singles);
        append(content_.ip6_dense, more.ip6_dense);
        append(content_.ip6_sampled, more.ip6_sampled);
    }
    if (wants(subject_kind::domain)) append(content_.domains, more.domains);
    for (std::size_t k = 0; k < kinds.size(); ++k)
        if (kinds[k]) named_ += more.counts[k];
    compact_when_grown();
}

void inventory_builder::add_subject(subject&& s)
{
    if (const auto* ip4 = std::get_if<address_v4>(&s)) return add_ip4(ip4->to_uint());
    ++named_;
    if (const auto* ip6 = std::get_if<address_v6>(&s))
        content_.ip6_singles.push_back(to_number(ip6->to_bytes()));
    else
        content_.domains.push_back(std::get<domain>(std::move(s)));
    compact_when_grown();
}

void inventory_builder::add_range(const ip4_range& range)
{
    if (range.size() == 1) return add_ip4(range.first);
    named_ += range.size();
    roaring_bitmap_add_range_closed(content_.ip4.get(), range.first, range.last);
}

void inventory_builder::add_range(const ip6_range& range, const text_place& at)
{
    const ip6_number sample{range.first.high, range.first.low + 1};
    if (range.prefix == 128) {
        content_.ip6_singles.push_back(range.first);
        ++named_;
    } else if (range.prefix >= shortest_enumerated_ip6_prefix) {
        content_.ip6_dense.push_back({range.first, static_cast<std::uint32_t>(asked_of(range))});
        named_ += content_.ip6_dense.back().count;
    } else if (range.prefix >= 64) {
        content_.ip6_singles.push_back(sample);
        ++named_;
        note(to_string(address_range{range}) + " is too large to enumerate: one address of it is asked", at);
    } else {
        content_.ip6_sampled.push_back({sample, static_cast<std::uint32_t>(asked_of(range))});
        const auto subnets = content_.ip6_sampled.back().count;
        named_ += subnets;
        note(to_string(address_range{range}) + " is too large to enumerate: one address of each of its " +
                 std::to_string(subnets) + " /64s is asked",
             at);
    }
    compact_when_grown();
}

void inventory_builder::note(const std::string& what, const text_place& at)
{
    if (notes_.size() == most_messages) {
        ++more_notes_;
        return;
    }
    problem noted = problem{.what = what}.at(std::string(at.file), at.line);
    notes_.push_back(noted.to_string());
}

void inventory_builder::flush_ip4()
{
    named_ += ip4_batch_.size();
    std::sort(ip4_batch_.begin(), ip4_batch_.end());
    roaring_bitmap_add_many(content_.ip4.get(), ip4_batch_.size(), ip4_batch_.data());
    ip4_batch_.clear();
    over_limit_ = over_limit_ || roaring_bitmap_get_cardinality(content_.ip4.get()) > options_.limit;
}

void inventory_builder::compact()
{
    sort_unique(content_.ip6_singles, std::less<>{});
    sort_unique(content_.domains, [](const domain& a, const domain& b) { return a.name < b.name; });
    fold_runs<run_step::address>(content_.ip6_dense);  // those named twice would be counted as grown
    fold_runs<run_step::subnet>(content_.ip6_sampled);
}

// Folding only when the vectors have doubled keeps the whole linear in the number of lines, but for a logarithm.
void inventory_builder::compact_when_grown()
{
    const auto grown = [this] {
        return content_.ip6_singles.size() + content_.ip6_dense.size() + content_.ip6_sampled.size() +
               content_.domains.size();
    };
    if (grown() < compact_at_) return;
    compact();
    compact_at_ = std::max(first_compaction, 2 * grown());
    over_limit_ = over_limit_ || grown() > options_.limit;
}

problem inventory_builder::limit_fault() const
{
    return {.what = "the inventory has more than " + std::to_string(options_.limit) + " subjects",
            .expected = "fewer, or several sweeps"};
}

parsed<inventory_report> inventory_builder::finish() &&
{
    flush_ip4();
    compact();
    fold(content_);
    if (over_limit_ || total(content_) > options_.limit) return limit_fault();

    roaring_bitmap_run_optimize(content_.ip4.get());
    roaring_bitmap_shrink_to_fit(content_.ip4.get());
    content_.ip6_singles.shrink_to_fit();
    content_.domains.shrink_to_fit();
    if (more_notes_ > 0) notes_.push_back("… and " + std::to_string(more_notes_) + " more notes of this kind");

    inventory_report report;
    report.duplicates = named_ - total(content_);
    report.notes = std::move(notes_);
    report.subjects = inventory{std::make_shared<const inventory_content>(std::move(content_))};
    return report;
}

}  // namespace offlist
