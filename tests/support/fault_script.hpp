// fault_script.hpp: what the test server knows and which of its answers go wrong.
//
// A script turns one question into the datagrams that answer it. It does no I/O; the server calls it under its lock.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <support/dns_message.hpp>
#include <vector>

namespace offlist::test {

enum class transport : std::uint8_t { udp, tcp };

/// Wrong answers that claim a listing claim this one, so that a test sees when one was believed.
inline constexpr std::uint32_t forged_address = 0x7f000042;  // 127.0.0.66

enum class fault : std::uint8_t {
    none,            ///< the right answer (to give it late: behaviour::late)
    silence,         ///< no answer
    duplicate,       ///< the right answer, three times
    reorder,         ///< held back until after the next answer to anybody
    wrong_id,        ///< forged, another id
    wrong_port,      ///< forged, from another socket
    wrong_question,  ///< forged, for another name
    wrong_case,      ///< forged, one letter of the question in the other case (0x20)
    wrong_type,      ///< forged, the question is for another type
    no_question,     ///< forged, without a question section
    not_a_response,  ///< forged, QR bit clear
    wrong_class,     ///< the right record, in class CH
    refused,
    servfail,
    formerr,
    formerr_on_edns,  ///< only to questions with an OPT record, as very old servers do
    notimp,
    truncated,        ///< UDP: TC set, one forged record; TCP: the right answer
    garbage,          ///< random octets
    random_tail,      ///< the right id and question, then random octets
    empty,            ///< a datagram without octets
    header_only,      ///< twelve octets that promise a question and an answer
    bare_refused,     ///< REFUSED in twelve octets without a question, as unbound's access-control answers
    bare_servfail,    ///< the same with SERVFAIL
    bare_nxdomain,    ///< the same with NXDOMAIN: no error, so it is forged
    pointer_loop,     ///< an owner name that points at itself
    pointer_outside,  ///< an owner name that points behind the message
    cut_record,       ///< the last octets of the last record are missing
    foreign_owner,    ///< an A record of another name, without a CNAME that leads to it
    dangling_alias,   ///< a CNAME without what it points at
    alias_outside,    ///< a CNAME and an A record outside 127.0.0.0/8
    alias_inside,     ///< a CNAME and an A record that looks like a listing
    dname,            ///< a DNAME, its CNAME, and an A record that looks like a listing
};

/// A fault, with when and how often it happens.
struct behaviour {
    fault what = fault::none;
    int questions = -1;                  ///< the first so many that it applies to; -1: all
    int one_in = 1;                      ///< a question in so many, at random by the script's seed
    std::chrono::milliseconds after{0};  ///< before the answer leaves
    bool right_follows = false;          ///< after the wrong answer, the right one

    [[nodiscard]] behaviour first(int n) const;
    [[nodiscard]] behaviour rarely(int once_in) const;
    [[nodiscard]] behaviour late(std::chrono::milliseconds by) const;
    [[nodiscard]] behaviour then_right() const;
};

/// One datagram, or one TCP message, to send.
struct planned_message {
    octets bytes;
    std::chrono::milliseconds after{0};
    bool from_other_port = false;
    bool hold = false;  ///< until after the next message that is not held
};

class fault_script {
public:
    explicit fault_script(std::uint32_t seed) : random_(seed) {}

    void add_a(const std::string& name, std::vector<std::uint32_t> addresses, std::uint32_t ttl);
    void add_aaaa(const std::string& name, std::vector<octets> addresses);
    /// A CNAME, with the records of what it points at behind it, as a resolver answers.
    void add_cname(const std::string& name, const std::string& to) { zone_[lower(name)].alias = lower(to); }
    void add_txt(const std::string& name, std::vector<std::vector<std::string>> records, std::uint32_t ttl);
    /// Names outside these zones are REFUSED. Without any, every name is served.
    void serve_only(std::vector<std::string> zones) { zones_ = std::move(zones); }
    /// A names that nobody added get this address instead of NXDOMAIN, as some providers do.
    void rewrite_unknown(std::uint32_t address) { rewritten_ = address; }
    void flags(message_flags f) { flags_ = f; }
    /// Names that are `suffix` or end in it behave so; "" is every name. Of several, the newest that still applies.
    void on(const std::string& suffix, behaviour b) { rules_.push_back({lower(suffix), b}); }
    void clear_faults() { rules_.clear(); }

    /// What is sent for `q`, in order; nothing for silence.
    [[nodiscard]] std::vector<planned_message> answer(const received_question& q, transport over);

private:
    struct rule {
        std::string suffix;
        behaviour what;
    };
    struct records {
        std::string alias;  // instead of all the others
        std::vector<std::uint32_t> addresses;
        std::vector<octets> ip6_addresses;
        std::vector<std::vector<std::string>> texts;
        std::uint32_t ttl = 60;
    };

    [[nodiscard]] behaviour applies(const std::string& name, const received_question& q, transport over);
    [[nodiscard]] octets right(const received_question& q, transport over) const;
    [[nodiscard]] octets wrong(fault what, const received_question& q);
    [[nodiscard]] octets not_for_us(fault what, const received_question& q);
    [[nodiscard]] octets broken(fault what, const received_question& q);
    [[nodiscard]] octets forged(const received_question& q, const octets& section, message_flags flags) const;
    [[nodiscard]] octets aliased(fault what, const received_question& q) const;
    [[nodiscard]] octets bare(const received_question& q, rcode code) const;
    [[nodiscard]] octets noise(std::size_t size);

    std::map<std::string, records> zone_;
    std::vector<std::string> zones_;
    std::optional<std::uint32_t> rewritten_;
    message_flags flags_;
    std::vector<rule> rules_;
    std::mt19937 random_;
};

/// Whether `name` is `suffix` or lies below it; both in lower case.
[[nodiscard]] bool below(std::string_view name, std::string_view suffix);

}  // namespace offlist::test
