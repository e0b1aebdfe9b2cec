// listing_index.hpp: all listings that are not clean, in memory, and when each is to be asked about next.
//
// Some 200 octets a listing. Lists are known by number here. Changes only what the store has already. For one thread.
#pragma once
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <dns/pipeline.hpp>
#include <listing/listing.hpp>
#include <offlist/subject.hpp>
#include <optional>
#include <queue>
#include <vector>

namespace offlist {

[[nodiscard]] std::size_t hash_of(const subject& s);

struct listing_record {
    subject about;
    std::uint32_t list = 0;
    bool alive = false;
    std::int64_t id = 0;
    std::int64_t account = 0;
    listing now;
    std::int64_t hold = 0;           ///< the mass change that keeps it back; 0: none
    dns::steady_time counts_from{};  ///< no answer to an earlier question counts, whatever the calendar says
    dns::steady_time ask_at{};       ///< max: it is in a slice
    dns::steady_time verified{};     ///< when the list said last that it is open
};

class listing_index {
public:
    using number = std::uint32_t;
    static constexpr dns::steady_time in_a_slice = dns::steady_time::max();

    /// Its ask_at is the time to ask. Requires that there is none for the pair.
    number add(listing_record r);
    void remove(number n);
    [[nodiscard]] std::optional<number> find(std::uint32_t list, const subject& about) const;
    /// Whether `n` is the number of a listing now.
    [[nodiscard]] bool holds(number n) const { return n < records_.size() && records_[n].alive; }
    [[nodiscard]] listing_record& at(number n) { return records_[n]; }
    [[nodiscard]] const listing_record& at(number n) const { return records_[n]; }
    /// Replaces the state; the counts follow.
    void change(number n, const listing& to);
    void ask_at(number n, dns::steady_time moment);
    /// The mass change that keeps it back; 0: none.
    void hold(number n, std::int64_t mass_change);
    /// How many `mass_change` keeps back.
    [[nodiscard]] std::uint64_t held_by(std::int64_t mass_change) const;

    /// Up to `most` of one list whose time has come; they are in a slice from now on, until ask_at(). Pending ones
    /// (urgent), or the open ones.
    std::vector<number> take_due(std::uint32_t list, bool urgent, dns::steady_time now, std::size_t most);

    struct counts {
        std::uint64_t open = 0;     ///< listed or clearing
        std::uint64_t pending = 0;  ///< suspected
    };
    [[nodiscard]] counts of(std::uint32_t list) const;
    [[nodiscard]] std::size_t size() const { return index_.size(); }
    /// Calls `visit(number)` for all.
    template <class Visit>
    void for_each(Visit visit)
    {
        for (number n = 0; n < records_.size(); ++n)
            if (records_[n].alive) visit(n);
    }
    void clear();

private:
    struct key {
        std::uint32_t list;
        const subject* about;
    };
    struct hasher {
        using is_transparent = void;
        const std::deque<listing_record>* records;
        std::size_t operator()(number n) const;
        std::size_t operator()(const key& k) const;
    };
    struct same {
        using is_transparent = void;
        const std::deque<listing_record>* records;
        bool operator()(number a, number b) const { return a == b; }
        bool operator()(const key& a, number b) const;
        bool operator()(number a, const key& b) const { return (*this)(b, a); }
    };
    struct turn {
        dns::steady_time at;
        number of;
        bool operator>(const turn& other) const { return at > other.at; }
    };
    using turns = std::priority_queue<turn, std::vector<turn>, std::greater<>>;
    struct list_turns {
        std::array<turns, 2> by_urgency;  // open ones, pending ones
        counts how_many;
    };

    void count(const listing_record& r, int by);
    list_turns& turns_of(std::uint32_t list);

    std::deque<listing_record> records_;
    std::vector<number> free_;
    boost::unordered_flat_set<number, hasher, same> index_{0, hasher{&records_}, same{&records_}};
    std::vector<list_turns> lists_;
    boost::unordered_flat_map<std::int64_t, std::uint64_t> held_;  // by mass change
};

}  // namespace offlist
