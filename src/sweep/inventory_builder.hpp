// inventory_builder.hpp: gathers subjects and ranges into an inventory, duplicates folded.
//
// Belongs to one thread. Memory grows with the number of different subjects, not with how often they are named.
#pragma once
#include <array>
#include <core/cidr.hpp>
#include <cstddef>
#include <cstdint>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sweep/inventory.hpp"
#include "sweep/inventory_content.hpp"
#include "sweep/inventory_size.hpp"
#include "sweep/reading/written_subjects.hpp"

namespace offlist {

/// The largest IPv4 range: a sixteenth of the subjects that an inventory may hold, and more than anybody owns.
inline constexpr int shortest_ip4_prefix = 8;
/// IPv6 ranges of this length or longer (65536 addresses) are enumerated; shorter ones are sampled, one address a /64,
/// because blocklists list whole /64s (a /64 is one customer: RFC 6177, M3AAWG's advice on IPv6).
inline constexpr int shortest_enumerated_ip6_prefix = 112;
/// The largest IPv6 range: the usual size of a site, 65536 /64s (RFC 6177).
inline constexpr int shortest_ip6_prefix = 48;
/// Problems and notes are read by people: the first so many are kept, the rest counted.
inline constexpr std::size_t most_messages = 100;

/// How many subjects of an IPv6 range are asked about.
[[nodiscard]] std::uint64_t asked_of(const ip6_range& range) noexcept;

struct inventory_options {
    special_addresses special = special_addresses::refuse;
    bool skip_invalid = false;  ///< a bad line is counted and the others are taken; else one bad line refuses all
    std::uint64_t limit = most_subjects;
    bool resolves_names = false;  ///< whoever reads takes the addresses of host names too, and needs no note of them
};

struct inventory_report {
    inventory subjects;
    std::uint64_t lines = 0;       ///< of the file, blank ones included
    std::uint64_t duplicates = 0;  ///< subjects named again, by a line or within a range
    std::uint64_t skipped = 0;     ///< bad lines, with inventory_options::skip_invalid
    problems skipped_lines;        ///< the first of them, at most most_messages
    std::vector<std::string>
        notes;  ///< what a person should know: which IPv6 ranges are sampled, what could be meant otherwise
};

/// Where in a file something was named; by default an argument.
struct text_place {
    std::string_view file;
    int line = 0;
};

class inventory_builder {
public:
    explicit inventory_builder(const inventory_options& options = {});

    /// What one text names. Problems: those of parse_written, a range that is too large. A problem leaves the builder
    /// as it was.
    parsed<void> add(std::string_view text, const text_place& at = {});

    /// The same of what was read of `text` already. Problem: a range that is too large.
    parsed<void> add(written_subjects&& read, std::string_view text, const text_place& at = {});

    /// The subjects of another inventory that are of the kinds that are true.
    void add(const inventory& all, const std::array<bool, subject_kinds>& kinds);

    /// One IPv4 address, which the caller has found not to be special. The fast path of large files.
    void add_ip4(std::uint32_t address)
    {
        ip4_batch_.push_back(address);
        if (ip4_batch_.size() == ip4_batch_size) flush_ip4();
    }

    /// True once the limit is known to be passed, so that a reader may stop early. finish() knows exactly.
    [[nodiscard]] bool over_limit() const noexcept { return over_limit_; }

    /// The inventory, and what is in the report but about lines. Problem: more subjects than the limit allows.
    [[nodiscard]] parsed<inventory_report> finish() &&;

private:
    // Large batches, because each touches most of the bitmap's 65536 containers when the addresses are random.
    static constexpr std::size_t ip4_batch_size = std::size_t{1} << 20U;

    void add_range(const ip4_range& range);
    void add_range(const ip6_range& range, const text_place& at);
    void add_subject(subject&& s);
    void note(const std::string& what, const text_place& at);
    void flush_ip4();
    void compact();
    void compact_when_grown();
    [[nodiscard]] problem limit_fault() const;

    inventory_options options_;
    inventory_content content_;
    std::vector<std::uint32_t> ip4_batch_;
    std::uint64_t named_ = 0;  // subjects named so far, those of ip4_batch_ excepted
    std::size_t compact_at_;   // the size of the vectors at which duplicates are folded next
    std::vector<std::string> notes_;
    std::uint64_t more_notes_ = 0;
    bool over_limit_ = false;
};

}  // namespace offlist
