#include <algorithm>
#include <support/dns_message.hpp>

namespace offlist::test {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t question_count = 4;  // octet offsets of the header's counts
constexpr std::size_t answer_count = 6;
constexpr std::size_t authority_count = 8;
constexpr std::size_t additional_count = 10;

std::uint16_t get16(std::span<const std::uint8_t> from, std::size_t at)
{
    return static_cast<std::uint16_t>(from[at] << 8 | from[at + 1]);
}

// Reads labels up to the zero octet. Where the name ends, or nothing: a query has no compression pointers.
std::optional<std::size_t> read_name(std::span<const std::uint8_t> message, std::size_t at, std::string& name)
{
    while (at < message.size() && message[at] != 0) {
        const std::size_t length = message[at];
        if (length > 63 || at + 1 + length >= message.size()) return std::nullopt;
        if (!name.empty()) name += '.';
        const auto label = message.subspan(at + 1, length);
        name.append(label.begin(), label.end());
        at += 1 + length;
    }
    if (at >= message.size()) return std::nullopt;
    return at + 1;
}

// The OPT record of RFC 6891 section 6.1.2: root name, type, then the UDP size where others have a class.
std::optional<std::uint16_t> read_edns(std::span<const std::uint8_t> message, std::size_t at)
{
    if (get16(message, additional_count) == 0 || at + 11 > message.size()) return std::nullopt;
    if (message[at] != 0 || get16(message, at + 1) != type_opt) return std::nullopt;
    return get16(message, at + 3);
}

}  // namespace

std::optional<received_question> read_question(std::span<const std::uint8_t> message)
{
    if (message.size() < header_size || (message[2] & 0x80) != 0 || get16(message, question_count) != 1)
        return std::nullopt;
    received_question q;
    q.id = get16(message, 0);
    q.recursion_desired = (message[2] & 1) != 0;
    const auto end = read_name(message, header_size, q.name);
    if (!end || *end + 4 > message.size()) return std::nullopt;
    q.type = get16(message, *end);
    q.klass = get16(message, *end + 2);
    q.section.assign(message.begin() + header_size, message.begin() + static_cast<std::ptrdiff_t>(*end) + 4);
    q.edns_size = read_edns(message, *end + 4);
    return q;
}

std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return result;
}

octets wire_of(std::string_view dotted)
{
    octets wire;
    while (!dotted.empty()) {
        const std::size_t length = std::min(dotted.find('.'), dotted.size());
        wire.push_back(static_cast<std::uint8_t>(length));
        wire.insert(wire.end(), dotted.begin(), dotted.begin() + static_cast<std::ptrdiff_t>(length));
        dotted.remove_prefix(std::min(length + 1, dotted.size()));
    }
    wire.push_back(0);
    return wire;
}

message_builder::message_builder(std::uint16_t id, message_flags flags, bool recursion_desired, rcode code)
{
    put16(id);
    std::uint32_t bits = static_cast<std::uint32_t>(code);
    bits |= (flags.response ? 0x8000U : 0U) | (flags.authoritative ? 0x0400U : 0U) | (flags.truncated ? 0x0200U : 0U);
    bits |= (recursion_desired ? 0x0100U : 0U) | (flags.recursion_available ? 0x0080U : 0U);
    put16(bits);
    message_.resize(header_size);
}

message_builder& message_builder::question(std::span<const std::uint8_t> section)
{
    count(question_count);
    put(section);
    return *this;
}

message_builder& message_builder::a(std::string_view owner, std::uint32_t address, std::uint32_t ttl,
                                    std::uint16_t klass)
{
    const octets data{static_cast<std::uint8_t>(address >> 24), static_cast<std::uint8_t>(address >> 16),
                      static_cast<std::uint8_t>(address >> 8), static_cast<std::uint8_t>(address)};
    return answer(wire_of(owner), type_a, klass, ttl, data);
}

message_builder& message_builder::txt(std::string_view owner, const std::vector<std::string>& strings,
                                      std::uint32_t ttl)
{
    octets data;
    for (const std::string& s : strings) {
        data.push_back(static_cast<std::uint8_t>(s.size()));
        data.insert(data.end(), s.begin(), s.end());
    }
    return answer(wire_of(owner), type_txt, class_in, ttl, data);
}

message_builder& message_builder::alias(std::string_view owner, std::string_view to, std::uint32_t ttl,
                                        std::uint16_t type)
{
    return answer(wire_of(owner), type, class_in, ttl, wire_of(to));
}

message_builder& message_builder::answer(std::span<const std::uint8_t> owner, std::uint16_t type, std::uint16_t klass,
                                         std::uint32_t ttl, std::span<const std::uint8_t> data)
{
    count(answer_count);
    record(owner, type, klass, ttl, data);
    return *this;
}

message_builder& message_builder::soa(std::string_view owner, std::uint32_t ttl, std::uint32_t minimum)
{
    octets data = wire_of("ns." + std::string(owner));
    const octets mailbox = wire_of("hostmaster." + std::string(owner));
    data.insert(data.end(), mailbox.begin(), mailbox.end());
    for (const std::uint32_t number : {std::uint32_t{2026112301}, 7200U, 900U, 604800U, minimum})
        for (const unsigned shift : {24U, 16U, 8U, 0U}) data.push_back(static_cast<std::uint8_t>(number >> shift));
    count(authority_count);
    record(wire_of(owner), type_soa, class_in, ttl, data);
    return *this;
}

void message_builder::record(std::span<const std::uint8_t> owner, std::uint16_t type, std::uint16_t klass,
                             std::uint32_t ttl, std::span<const std::uint8_t> data)
{
    // RFC 1035 section 4.1.4: real servers point at the question's name, so a client must follow pointers
    const bool same = message_.size() >= header_size + owner.size() && !owner.empty() &&
                      std::equal(owner.begin(), owner.end(), message_.begin() + header_size);
    if (same)
        put16(0xc000U | header_size);
    else
        put(owner);
    put16(type);
    put16(klass);
    put32(ttl);
    put16(static_cast<std::uint32_t>(data.size()));
    put(data);
}

message_builder& message_builder::opt(std::uint16_t udp_size)
{
    count(additional_count);
    message_.push_back(0);
    put16(type_opt);
    put16(udp_size);
    put32(0);
    put16(0);
    return *this;
}

void message_builder::count(std::size_t field)
{
    if (++message_[field + 1] == 0) ++message_[field];
}

void message_builder::put16(std::uint32_t value)
{
    message_.push_back(static_cast<std::uint8_t>(value >> 8));
    message_.push_back(static_cast<std::uint8_t>(value));
}

void message_builder::put32(std::uint32_t value)
{
    put16(value >> 16);
    put16(value & 0xffff);
}

void message_builder::put(std::span<const std::uint8_t> data)
{
    message_.insert(message_.end(), data.begin(), data.end());
}

}  // namespace offlist::test
