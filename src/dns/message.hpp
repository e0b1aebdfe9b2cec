// message.hpp: DNS messages on the wire (RFC 1035 section 4): questions out, answers in.
//
// Pure functions over octets; safe from any thread. Whatever comes in may be hostile: nothing is believed before it is
// bounded.
#pragma once
#include <cstddef>
#include <cstdint>
#include <offlist/answer.hpp>
#include <span>

#include "dns/pipeline.hpp"

namespace offlist::dns {

inline constexpr std::size_t header_size = 12;
inline constexpr std::size_t edns_size = 11;
/// Header, the longest name, type and class, and an OPT record.
inline constexpr std::size_t max_question_size = header_size + wire_name::capacity + 4 + edns_size;
/// What we say we can take over UDP: what crosses every network unfragmented (DNS flag day 2020).
inline constexpr std::uint16_t edns_udp_size = 1232;

enum class edns : bool { without, with };

/// Writes a recursive question of class IN. Returns its size in octets.
std::size_t write_question(std::span<std::uint8_t, max_question_size> out, std::uint16_t id, const wire_name& name,
                           record_type type, edns extended) noexcept;

inline std::uint16_t id_of(std::span<const std::uint8_t> message) noexcept
{
    return static_cast<std::uint16_t>(message[0] << 8 | message[1]);
}
inline void set_id(std::span<std::uint8_t> message, std::uint16_t id) noexcept
{
    message[0] = static_cast<std::uint8_t>(id >> 8);
    message[1] = static_cast<std::uint8_t>(id);
}

/// Whether `message` is a bare header that says no more than that a question failed: FORMERR, SERVFAIL, NOTIMP or
/// REFUSED without any section, as unbound answers whom its access-control refuses. It can be taken for an error and
/// for nothing else: what decides a verdict needs its question.
[[nodiscard]] bool is_bare_error(std::span<const std::uint8_t> message) noexcept;

/// Whether `message` is a response whose question section is, octet for octet and letter case included, that of the
/// question we sent (RFC 5452 section 9.1), or a bare error. `sent` is what write_question() wrote; that id and socket
/// match is for the caller to see to.
[[nodiscard]] bool answers(std::span<const std::uint8_t> message, std::span<const std::uint8_t> sent) noexcept;

/// FORMERR or NOTIMP: how a server that does not know EDNS answers a question with an OPT record.
[[nodiscard]] bool knows_no_edns(std::span<const std::uint8_t> message) noexcept;

/// The answer in `message`, of which only records of `type` that belong to the question's name are taken. Records that
/// do not fit the message make it malformed; so does an NXDOMAIN that carries some, which contradicts itself; a set TC
/// bit makes it truncated. Of the authority section only the SOA record is looked at, for the TTL of a "no". Sets
/// everything but answer::server.
[[nodiscard]] answer read_answer(std::span<const std::uint8_t> message, record_type type);

}  // namespace offlist::dns
