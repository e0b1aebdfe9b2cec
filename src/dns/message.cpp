#include "dns/message.hpp"

#include <algorithm>
#include <boost/asio/ip/address_v6.hpp>
#include <cstring>
#include <string>

#include "dns/record_types.hpp"

namespace offlist::dns {
namespace {

constexpr std::uint16_t class_in = 1;
constexpr std::uint16_t type_cname = 5;
constexpr std::uint16_t type_soa = 6;
constexpr std::uint16_t type_dname = 39;
constexpr std::uint16_t type_opt = 41;
constexpr std::uint8_t flag_response = 0x80;           // in octet 2 (RFC 1035 section 4.1.1)
constexpr std::uint8_t flag_truncated = 0x02;          // in octet 2
constexpr std::uint8_t flag_recursion_desired = 0x01;  // in octet 2
constexpr std::uint8_t opcode_mask = 0x78;             // in octet 2
constexpr std::uint8_t rcode_mask = 0x0f;              // in octet 3
constexpr int max_pointers = 32;                       // more jumps than any honest message needs

using octets = std::span<const std::uint8_t>;

/// Reads forward through a message and remembers if it ever had to stop short.
class reader {
public:
    reader(octets message, std::size_t at) : message_(message), at_(at) {}

    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::size_t at() const { return at_; }

    std::uint8_t u8()
    {
        if (!has(1)) return 0;
        return message_[at_++];
    }
    std::uint16_t u16()
    {
        const auto high = u8();
        return static_cast<std::uint16_t>(high << 8 | u8());
    }
    std::uint32_t u32()
    {
        const std::uint32_t high = u16();
        return high << 16 | u16();
    }
    octets take(std::size_t size)
    {
        if (!has(size)) return {};
        at_ += size;
        return message_.subspan(at_ - size, size);
    }
    void skip_name()
    {
        while (!failed_) {
            const auto length = u8();
            if (length == 0) return;
            if ((length & 0xc0) == 0xc0) {
                u8();
                return;
            }
            if ((length & 0xc0) != 0) failed_ = true;
            take(length);
        }
    }

private:
    bool has(std::size_t size)
    {
        if (message_.size() - at_ < size) failed_ = true;
        return !failed_;
    }

    octets message_;
    std::size_t at_;
    bool failed_ = false;
};

constexpr std::uint8_t lower(std::uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c + ('a' - 'A')) : c;
}

/// Where the labels at `at` really stand: follows compression pointers (RFC 1035 section 4.1.4). npos for a loop or a
/// bad one.
std::size_t label_at(octets message, std::size_t at, int& pointers)
{
    while (at < message.size() && (message[at] & 0xc0) == 0xc0) {
        if (at + 1 >= message.size() || ++pointers > max_pointers) return std::string::npos;
        at = static_cast<std::size_t>((message[at] & 0x3f) << 8 | message[at + 1]);
    }
    return at < message.size() && (message[at] & 0xc0) == 0 ? at : std::string::npos;
}

/// Whether two names of one message are the same but for the case of their letters.
bool same_name(octets message, std::size_t a, std::size_t b)
{
    int pointers = 0;
    for (;;) {
        a = label_at(message, a, pointers);
        b = label_at(message, b, pointers);
        if (a == std::string::npos || b == std::string::npos) return false;
        if (a == b) return true;
        const std::size_t length = message[a];
        if (length != message[b]) return false;
        if (length == 0) return true;
        if (a + length >= message.size() || b + length >= message.size()) return false;
        for (std::size_t i = 1; i <= length; ++i)
            if (lower(message[a + i]) != lower(message[b + i])) return false;
        a += length + 1;
        b += length + 1;
    }
}

/// The character strings of a TXT record, joined (RFC 7208 section 3.3 reads them so too).
bool read_text(octets data, std::string& text)
{
    while (!data.empty()) {
        const std::size_t length = data[0];
        if (length + 1 > data.size()) return false;
        text.append(reinterpret_cast<const char*>(data.data()) + 1, length);
        data = data.subspan(length + 1);
    }
    return true;
}

/// A domain name in the message as dotted text; false when there is no well-formed one. Octets that no host name has
/// are written \DDD (RFC 1035 section 5.1), a dot in a label too, so that the text cannot be taken for another name.
bool read_name(octets message, std::size_t at, std::string& name)
{
    constexpr std::size_t longest_name = 255;
    int pointers = 0;
    std::size_t size = 1;
    for (;;) {
        at = label_at(message, at, pointers);
        if (at == std::string::npos) return false;
        const std::size_t length = message[at];
        if (length == 0) return true;
        size += length + 1;
        if (at + length >= message.size() || size > longest_name) return false;
        if (!name.empty()) name += '.';
        for (const std::uint8_t octet : message.subspan(at + 1, length)) {
            const bool plain = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
                               (octet >= '0' && octet <= '9') || octet == '-' || octet == '_';
            if (plain)
                name += static_cast<char>(lower(octet));
            else
                name += {'\\', static_cast<char>('0' + octet / 100), static_cast<char>('0' + octet / 10 % 10),
                         static_cast<char>('0' + octet % 10)};
        }
        at += length + 1;
    }
}

/// RFC 2181 section 8: a TTL with the top bit set is zero.
constexpr std::uint32_t seconds_of(std::uint32_t ttl)
{
    return ttl >> 31 ? 0 : ttl;
}

/// How long a "no" may be kept (RFC 2308 section 5): the smaller one of the SOA record's TTL and its MINIMUM. `in`
/// stands at the authority section. 0 where there is no SOA record, or none that can be read: the "no" itself stands.
std::uint32_t negative_ttl(octets message, reader& in, unsigned count)
{
    for (; count > 0; --count) {
        in.skip_name();
        const auto record = in.u16();
        const auto record_class = in.u16();
        const auto ttl = in.u32();
        const auto size = in.u16();
        const auto end = in.at() + size;
        if (in.failed() || end > message.size()) return 0;
        if (record != type_soa || record_class != class_in) {
            in.take(size);
            continue;
        }
        // MINIMUM is the last of the five numbers behind the two names (RFC 1035 section 3.3.13)
        in.skip_name();
        in.skip_name();
        in.take(16);
        const auto minimum = in.u32();
        return in.failed() || in.at() != end ? 0 : std::min(seconds_of(ttl), seconds_of(minimum));
    }
    return 0;
}

bool read_address(octets data, answer& into)
{
    if (data.size() != 4) return false;
    return into.addresses.push_back(static_cast<std::uint32_t>(data[0]) << 24 |
                                    static_cast<std::uint32_t>(data[1]) << 16 |
                                    static_cast<std::uint32_t>(data[2]) << 8 | data[3]);
}

bool read_ip6(octets data, answer& into)
{
    boost::asio::ip::address_v6::bytes_type address;
    if (data.size() != address.size()) return false;
    std::copy(data.begin(), data.end(), address.begin());
    into.texts.push_back(boost::asio::ip::address_v6(address).to_string());
    return true;
}

/// Whether the name that stands at `at` ends where its record does; else it borrows octets of what follows.
bool fills(octets message, std::size_t at, std::size_t end)
{
    reader in(message, at);
    in.skip_name();
    return !in.failed() && in.at() == end;
}

bool read_exchange(octets message, std::size_t at, octets data, answer& into)
{
    std::string exchange;
    if (data.size() < 3 || !fills(message, at + 2, at + data.size())) return false;
    if (!read_name(message, at + 2, exchange)) return false;
    into.texts.push_back(std::to_string(data[0] << 8 | data[1]) + ' ' + (exchange.empty() ? "." : exchange));
    return true;
}

/// One record of `type`, whose data stands at `at` of the message. False: it cannot be read.
bool read_data(octets message, std::size_t at, octets data, record_type type, answer& into)
{
    if (type == record_type::a) return read_address(data, into);
    if (type == record_type::txt) return read_text(data, into.texts.emplace_back());
    if (type == aaaa_record) return read_ip6(data, into);
    if (type == mx_record) return read_exchange(message, at, data, into);
    return type == ptr_record && fills(message, at, at + data.size()) &&
           read_name(message, at, into.texts.emplace_back());
}

/// Takes the records of one answer section into `into`. False when they do not fit the message, or when they all answer
/// something else: such a section is no proof that the name has no record.
bool read_records(octets message, reader& in, unsigned count, record_type type, answer& into)
{
    bool any = false;
    // A blocklist's answers are its own: an alias is never followed for them (RFC 6471 section 3.3).
    const bool follows = type != record_type::a && type != record_type::txt;
    std::size_t asked = header_size;
    for (unsigned i = 0; i < count; ++i) {
        const auto owner = in.at();
        in.skip_name();
        const auto record = in.u16();
        const auto record_class = in.u16();
        const auto ttl = in.u32();
        const auto size = in.u16();
        const auto at = in.at();
        const auto data = in.take(size);
        if (in.failed()) return false;
        if (record_class != class_in) continue;
        if (record == type_cname || record == type_dname) into.alias = true;
        if (follows && record == type_cname && same_name(message, owner, asked)) asked = at;
        if (record != static_cast<std::uint16_t>(type) || !same_name(message, owner, asked)) continue;
        if (!read_data(message, at, data, type, into)) return false;
        const auto seconds = seconds_of(ttl);
        into.ttl = any ? std::min(into.ttl, seconds) : seconds;
        any = true;
    }
    return any || into.alias;
}

}  // namespace

bool wire_name::assign(std::string_view dotted) noexcept
{
    size_ = 0;
    while (!dotted.empty()) {
        const auto label = dotted.substr(0, dotted.find('.'));
        if (label.empty() || label.size() > 63 || size_ + label.size() + 2 > capacity) return false;
        octets_[size_] = static_cast<std::uint8_t>(label.size());
        std::memcpy(octets_.data() + size_ + 1, label.data(), label.size());
        size_ += label.size() + 1;
        if (label.size() == dotted.size()) break;
        dotted.remove_prefix(label.size() + 1);
        if (dotted.empty()) return false;  // a final dot: the empty label is ours to write
    }
    octets_[size_++] = 0;
    return size_ > 1;
}

std::size_t write_question(std::span<std::uint8_t, max_question_size> out, std::uint16_t id, const wire_name& name,
                           record_type type, edns extended) noexcept
{
    const std::uint8_t additional = extended == edns::with ? 1 : 0;
    const std::array<std::uint8_t, header_size> header = {static_cast<std::uint8_t>(id >> 8),
                                                          static_cast<std::uint8_t>(id),
                                                          flag_recursion_desired,
                                                          0,
                                                          0,
                                                          1,
                                                          0,
                                                          0,
                                                          0,
                                                          0,
                                                          0,
                                                          additional};
    std::memcpy(out.data(), header.data(), header_size);
    const auto labels = name.view();
    std::memcpy(out.data() + header_size, labels.data(), labels.size());
    std::size_t at = header_size + labels.size();
    out[at++] = 0;
    out[at++] = static_cast<std::uint8_t>(type);
    out[at++] = 0;
    out[at++] = class_in;
    if (extended ==
        edns::with) {  // RFC 6891 section 6.1.2: the root name, OPT, our size, no extended code, flags or data
        const std::array<std::uint8_t, edns_size> opt = {
            0, 0, type_opt, edns_udp_size >> 8, edns_udp_size & 0xff, 0, 0, 0, 0, 0, 0};
        std::memcpy(out.data() + at, opt.data(), edns_size);
        at += edns_size;
    }
    return at;
}

bool is_bare_error(std::span<const std::uint8_t> message) noexcept
{
    if (message.size() != header_size) return false;
    if ((message[2] & (flag_response | opcode_mask | flag_truncated)) != flag_response) return false;
    if (std::any_of(message.begin() + 4, message.end(), [](std::uint8_t octet) { return octet != 0; })) return false;
    const auto rcode = message[3] & rcode_mask;
    return rcode == 1 || rcode == 2 || rcode == 4 || rcode == 5;
}

bool answers(std::span<const std::uint8_t> message, std::span<const std::uint8_t> sent) noexcept
{
    if (is_bare_error(message)) return true;
    const auto without_edns = sent.size() - (sent[11] != 0 ? edns_size : 0);
    if (message.size() < without_edns) return false;
    if ((message[2] & (flag_response | opcode_mask)) != flag_response) return false;
    if (message[4] != 0 || message[5] != 1) return false;
    return std::memcmp(message.data() + header_size, sent.data() + header_size, without_edns - header_size) == 0;
}

bool knows_no_edns(std::span<const std::uint8_t> message) noexcept
{
    const auto rcode = message[3] & rcode_mask;
    return rcode == 1 || rcode == 4;
}

namespace {

// What an error code says, whatever else the message holds.
answer error_of(std::span<const std::uint8_t> message)
{
    answer read;
    switch (message[3] & rcode_mask) {
        case 1:
        case 4:
            read.status = answer_status::malformed;
            return read;
        case 5:
            read.status = answer_status::refused;
            return read;
        default:
            read.status = answer_status::servfail;
            return read;
    }
}

}  // namespace

answer read_answer(std::span<const std::uint8_t> message, record_type type)
{
    answer read;
    read.status = answer_status::malformed;
    if (is_bare_error(message)) return error_of(message);
    if (message.size() < header_size || message[4] != 0 || message[5] != 1) return read;

    reader in(message, header_size);
    in.skip_name();
    in.take(4);
    if (in.failed()) return read;

    if (message[2] & flag_truncated) {
        read.status = answer_status::truncated;
        return read;
    }
    const auto count = static_cast<unsigned>(message[6] << 8 | message[7]);
    const auto rcode = message[3] & rcode_mask;
    if (rcode != 0 && rcode != 3) return error_of(message);
    if (count != 0 && !read_records(message, in, count, type, read)) {
        answer broken;
        broken.status = answer_status::malformed;
        return broken;
    }
    const bool empty = read.addresses.empty() && read.texts.empty();
    if (rcode == 3 && !empty) {
        answer broken;
        broken.status = answer_status::malformed;
        return broken;
    }
    if (rcode == 3)
        read.status = answer_status::no_such_name;
    else
        read.status = empty ? answer_status::no_data : answer_status::answered;
    if (empty && !read.alias) read.ttl = negative_ttl(message, in, static_cast<unsigned>(message[8] << 8 | message[9]));
    return read;
}

}  // namespace offlist::dns
