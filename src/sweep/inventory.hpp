// inventory.hpp: the subjects of one sweep, compact: millions of IPv4 addresses in a few octets each, ranges in none.
//
// An inventory is immutable once built (inventory_builder.hpp, inventory_reader.hpp), so it may be read from any
// thread; each cursor belongs to one. Copies share their content.
#pragma once
#include <roaring/roaring.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <offlist/problem.hpp>
#include <offlist/subject.hpp>
#include <utility>

namespace offlist {

struct ip6_number;

/// One subject of an inventory, without an allocation. Only the member of its kind means something.
struct inventory_item {
    subject_kind kind = subject_kind::ip4;
    std::uint32_t ip4 = 0;                  ///< host byte order
    std::array<std::uint8_t, 16> ip6{};     ///< network byte order
    const offlist::domain* name = nullptr;  ///< lives as long as the inventory or a copy of it
};
[[nodiscard]] subject to_subject(const inventory_item& item);

struct inventory_content;

class inventory {
public:
    inventory() = default;  ///< empty
    explicit inventory(std::shared_ptr<const inventory_content> content) : content_(std::move(content)) {}

    [[nodiscard]] std::uint64_t count(subject_kind kind) const noexcept;
    [[nodiscard]] std::uint64_t size() const noexcept;

    class cursor;
    /// From the start over the subjects of the kinds that are true, by subject_kind. The inventory, or a copy of it,
    /// must outlive the cursor; it may be moved meanwhile.
    [[nodiscard]] cursor walk(const std::array<bool, subject_kinds>& kinds) const;
    /// From the start over the subjects of one kind.
    [[nodiscard]] cursor walk(subject_kind kind) const;
    /// The subjects of `kind` that come behind `after` in the order of the walk. `after` is of that kind; it need not
    /// be in the inventory (any more). Logarithmic in the size of the inventory.
    [[nodiscard]] cursor walk_after(subject_kind kind, const subject& after) const;
    /// Whether `s` is one of the subjects that a walk gives. Logarithmic.
    [[nodiscard]] bool contains(const subject& s) const;

private:
    friend class inventory_builder;
    friend parsed<inventory> changed(const inventory& from, const inventory& without, const inventory& with);

    std::shared_ptr<const inventory_content> content_;  // null: empty
};

/// `from` without the addresses, ranges and domains of `without`, and with those of `with` besides. What is taken away
/// is what was once put in: a part of an IPv6 range is not taken out of it. Linear in the size of what is not a range,
/// without reading any of it anew. Problem: it would pass most_subjects.
[[nodiscard]] parsed<inventory> changed(const inventory& from, const inventory& without, const inventory& with);

/// Walks each subject once: IPv4 addresses in ascending order, then IPv6 addresses, then domains by their octets. A
/// copy goes on from the same place.
class inventory::cursor {
public:
    cursor() = default;  ///< at the end
    /// False at the end, and `out` is not touched.
    bool next(inventory_item& out) noexcept;
    /// How many subjects next() has given.
    [[nodiscard]] std::uint64_t done() const noexcept { return done_; }

private:
    friend class inventory;
    cursor(const inventory_content& content, const std::array<bool, subject_kinds>& kinds) noexcept;
    bool next_ip4(inventory_item& out) noexcept;
    bool next_ip6(inventory_item& out) noexcept;
    bool next_domain(inventory_item& out) noexcept;
    void go_behind(std::uint32_t ip4) noexcept;
    void go_behind(const ip6_number& ip6) noexcept;
    void go_behind(const domain& name) noexcept;

    struct run_place {
        std::size_t run = 0;
        std::uint32_t offset = 0;
    };

    const inventory_content* content_ = nullptr;
    std::array<bool, subject_kinds> kinds_{};
    roaring_uint32_iterator_t ip4_{};
    std::size_t ip6_single_ = 0;
    run_place ip6_dense_;
    run_place ip6_sampled_;
    std::size_t domain_ = 0;
    std::uint64_t done_ = 0;
};

}  // namespace offlist
