// wire_zone.hpp: the questions for one list in wire form, for the sweep's hot path.
//
// Built once a list; then each name costs a few copies of fixed size and no allocation. Immutable, so safe from any
// thread. It holds the list's key, if it has one: names are for packets only.
#pragma once
#include <array>
#include <core/hex.hpp>
#include <cstdint>
#include <cstring>
#include <dns/pipeline.hpp>
#include <offlist/blocklist.hpp>
#include <span>

namespace offlist {
namespace wire {

/// Each octet as one label of decimal digits: the length octet and the digits. `size` counts both.
struct octet_label {
    std::array<std::uint8_t, 4> octets;
    std::size_t size;
};

consteval std::array<octet_label, 256> make_octet_labels()
{
    std::array<octet_label, 256> labels{};
    for (std::size_t value = 0; value < 256; ++value) {
        octet_label& label = labels[value];
        const std::size_t digits = value >= 100 ? 3 : value >= 10 ? 2 : 1;
        label.octets[0] = static_cast<std::uint8_t>(digits);
        std::size_t rest = value;
        for (std::size_t i = digits; i > 0; --i, rest /= 10)
            label.octets[i] = static_cast<std::uint8_t>('0' + rest % 10);
        label.size = digits + 1;
    }
    return labels;
}

/// Each octet as two labels of one hexadecimal digit, the low half first (RFC 5782 section 2.4).
consteval std::array<std::array<std::uint8_t, 4>, 256> make_nibble_labels()
{
    std::array<std::array<std::uint8_t, 4>, 256> labels{};
    for (std::size_t value = 0; value < 256; ++value)
        labels[value] = {1, static_cast<std::uint8_t>(hex_digits[value & 0xF]), 1,
                         static_cast<std::uint8_t>(hex_digits[value >> 4])};
    return labels;
}

inline constexpr std::array<octet_label, 256> octet_labels = make_octet_labels();
inline constexpr std::array<std::array<std::uint8_t, 4>, 256> nibble_labels = make_nibble_labels();

}  // namespace wire

class wire_questions {
public:
    /// Requires list.query_zone() to be a valid zone, as in every list of a catalog whose key is known.
    explicit wire_questions(const blocklist& list);

    /// Writes the name to ask about this address (host byte order), as question_name would. False: it would be longer
    /// than 255 octets, and `out` is not to be used.
    [[nodiscard]] bool write(dns::wire_name& out, std::uint32_t ip4) const noexcept
    {
        std::array<std::uint8_t, 16> labels;  // each copy writes four octets, the last at most up to the end
        std::size_t size = 0;
        for (unsigned shift = 0; shift < 32; shift += 8) {
            const wire::octet_label& label = wire::octet_labels[(ip4 >> shift) & 0xFF];
            std::memcpy(labels.data() + size, label.octets.data(), label.octets.size());
            size += label.size;
        }
        return begin(out) && out.append(std::span(labels.data(), size)) && out.append(zone());
    }

    /// The same for an IPv6 address in network byte order.
    [[nodiscard]] bool write(dns::wire_name& out, const std::array<std::uint8_t, 16>& ip6) const noexcept
    {
        std::array<std::uint8_t, 64> labels;
        for (std::size_t i = 0; i < ip6.size(); ++i)
            std::memcpy(labels.data() + 4 * i, wire::nibble_labels[ip6[15 - i]].data(), 4);
        return begin(out) && out.append(labels) && out.append(zone());
    }

    [[nodiscard]] bool write(dns::wire_name& out, const address_v4& ip4) const noexcept
    {
        return write(out, ip4.to_uint());
    }
    [[nodiscard]] bool write(dns::wire_name& out, const address_v6& ip6) const noexcept
    {
        return write(out, ip6.to_bytes());
    }

    /// The same for a domain, in the form that the list knows. False also when a label is empty or longer than 63.
    [[nodiscard]] bool write(dns::wire_name& out, const domain& name) const noexcept;

private:
    [[nodiscard]] std::span<const std::uint8_t> zone() const noexcept { return {zone_.data(), zone_size_}; }

    // An empty name, or the key that stands in front. False: there is no zone to ask.
    [[nodiscard]] bool begin(dns::wire_name& out) const noexcept
    {
        out.clear();
        return zone_size_ != 0 && (front_size_ == 0 || out.append(std::span(front_.data(), front_size_)));
    }

    std::array<std::uint8_t, dns::wire_name::capacity> zone_{};  // the first zone_size_ are set; ends in the zero octet
    std::size_t zone_size_ = 0;
    std::array<std::uint8_t, 64> front_{};  // the first front_size_ are set: one label
    std::size_t front_size_ = 0;
    domain_form form_ = domain_form::as_given;
};

}  // namespace offlist
