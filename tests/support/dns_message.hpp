// dns_message.hpp: DNS messages for the test server, written apart from the engine's own so that neither hides the
// other's mistakes (RFC 1035 section 4). Values only; safe from any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace offlist::test {

using octets = std::vector<std::uint8_t>;

enum class rcode : std::uint8_t { noerror = 0, formerr = 1, servfail = 2, nxdomain = 3, notimp = 4, refused = 5 };

inline constexpr std::uint16_t type_a = 1;
inline constexpr std::uint16_t type_cname = 5;
inline constexpr std::uint16_t type_soa = 6;
inline constexpr std::uint16_t type_txt = 16;
inline constexpr std::uint16_t type_aaaa = 28;
inline constexpr std::uint16_t type_dname = 39;
inline constexpr std::uint16_t type_opt = 41;
inline constexpr std::uint16_t class_in = 1;

/// What a client asked.
struct received_question {
    std::uint16_t id = 0;
    bool recursion_desired = false;
    std::string name;  ///< dotted, case as received
    std::uint16_t type = 0;
    std::uint16_t klass = 0;
    std::optional<std::uint16_t> edns_size;  ///< octets of UDP that the client takes; none without an OPT record
    octets section;                          ///< the question section as it came
};

/// Nothing when `message` is not one well-formed query with one question.
[[nodiscard]] std::optional<received_question> read_question(std::span<const std::uint8_t> message);

/// ASCII lower case, as DNS compares names (RFC 4343).
[[nodiscard]] std::string lower(std::string_view text);
/// Dotted text to labels, with the final zero octet.
[[nodiscard]] octets wire_of(std::string_view dotted);

struct message_flags {
    bool response = true;
    bool authoritative = false;
    bool truncated = false;
    bool recursion_available = true;
};

/// Builds a message from front to back: header, question, answers, authority, OPT.
class message_builder {
public:
    message_builder(std::uint16_t id, message_flags flags, bool recursion_desired, rcode code);

    message_builder& question(std::span<const std::uint8_t> section);
    message_builder& a(std::string_view owner, std::uint32_t address, std::uint32_t ttl,
                       std::uint16_t klass = class_in);
    /// One record of several character-strings, each at most 255 octets (RFC 1035 section 3.3.14).
    message_builder& txt(std::string_view owner, const std::vector<std::string>& strings, std::uint32_t ttl);
    /// CNAME or DNAME.
    message_builder& alias(std::string_view owner, std::string_view to, std::uint32_t ttl,
                           std::uint16_t type = type_cname);
    /// An answer whose owner name is these octets, right or wrong.
    message_builder& answer(std::span<const std::uint8_t> owner, std::uint16_t type, std::uint16_t klass,
                            std::uint32_t ttl, std::span<const std::uint8_t> data);
    /// A SOA record in the authority section; after the answers and before opt().
    message_builder& soa(std::string_view owner, std::uint32_t ttl, std::uint32_t minimum);
    message_builder& opt(std::uint16_t udp_size);

    [[nodiscard]] octets take() && { return std::move(message_); }
    [[nodiscard]] std::size_t size() const { return message_.size(); }

private:
    void count(std::size_t field);
    void record(std::span<const std::uint8_t> owner, std::uint16_t type, std::uint16_t klass, std::uint32_t ttl,
                std::span<const std::uint8_t> data);
    void put16(std::uint32_t value);
    void put32(std::uint32_t value);
    void put(std::span<const std::uint8_t> data);

    octets message_;
};

}  // namespace offlist::test
