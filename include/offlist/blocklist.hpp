// blocklist.hpp: the definition of one DNS blocklist: where it is asked, what its answers mean, how much it may be
// asked.
//
// Values only; safe from any thread. The facts come from lists.d/*.toml (docs/LISTS.md).
//
// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <offlist/subject.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace offlist {

enum class verdict : std::uint8_t { listed, clean, informational, unknown };
[[nodiscard]] std::string_view to_string(verdict v);

/// Why a verdict is unknown. The names are part of the outer interface.
enum class unknown_reason : std::uint8_t {
    none,
    timeout,
    refused,
    servfail,
    malformed,
    truncated,
    blocked_by_list,         ///< the list answered with a code that means "I do not serve you"
    rate_limited,            ///< the list answered with a code that means "you ask too much"
    not_a_blocklist_answer,  ///< outside 127.0.0.0/8, a CNAME, or a code that the definition does not know
    list_unhealthy,          ///< the list's test entries answer wrongly
    over_budget,             ///< the list's limits did not allow the question
    resolver_untrusted,      ///< the resolver rewrites answers, so its "no" proves nothing
};
inline constexpr int unknown_reasons = 12;
[[nodiscard]] std::string_view to_string(unknown_reason r);

/// What one answer address, a range of them, or one bit of an octet means.
struct answer_rule {
    std::uint32_t first = 0;  ///< host byte order; for a bit rule unused
    std::uint32_t last = 0;   ///< inclusive; equal to `first` for an exact code
    std::uint8_t bit = 0;     ///< 0: an address rule; else the bit's value (1, 2, 4 … 128)
    std::uint8_t octet = 4;   ///< for a bit rule: which octet, 1 (leftmost) to 4
    verdict result = verdict::listed;
    unknown_reason reason = unknown_reason::none;  ///< for result unknown: blocked_by_list or rate_limited
    std::string means;
};

/// Names or addresses that must, and must not, be listed (RFC 5782 section 5). Empty: the list has no such entry.
struct test_entry {
    std::string listed;
    std::string unlisted;
};

struct query_limits {
    std::optional<double> per_second;     ///< questions; none: no limit (a zone that you serve yourself)
    std::optional<std::int64_t> per_day;  ///< questions a UTC day
};

enum class removal_method : std::uint8_t { web_form, email, http_from_host, portal, auto_expire, owner_only, none };
[[nodiscard]] std::string_view to_string(removal_method m);

struct removal {
    removal_method method = removal_method::none;
    std::string url;                                    ///< may hold {subject}; for e-mail the address
    std::optional<std::chrono::seconds> expires_after;  ///< entries lapse by themselves
    std::optional<std::chrono::seconds> deadline;       ///< after which a paid attempt has failed
    std::vector<std::string> preconditions;             ///< what must be in order first, in words
};

enum class severity : std::uint8_t { high, medium, low };
[[nodiscard]] std::string_view to_string(severity s);

enum class listing_scope : std::uint8_t { ip, range, asn, domain };
[[nodiscard]] std::string_view to_string(listing_scope s);

/// Which form of a domain the list knows.
enum class domain_form : std::uint8_t { as_given, organisational };

struct blocklist {
    std::string id;  ///< stable, lower case; the name everywhere else
    std::string name;
    std::string operator_name;
    std::string operator_url;
    std::string zone;                            ///< as written in the definition, with {key} unfilled: safe to show
    std::array<bool, subject_kinds> subjects{};  ///< by subject_kind: what may be asked
    severity level = severity::low;
    bool enabled = true;  ///< as shipped, and as the configuration then says
    std::string setup;    ///< what to do before it can be used (a key, a registration); empty: nothing
    std::string note;
    std::string url;  ///< where a person looks a subject up; may hold {subject}
    listing_scope scope = listing_scope::ip;
    domain_form form = domain_form::as_given;
    std::vector<answer_rule> answers;
    std::array<test_entry, subject_kinds> tests;  ///< by subject_kind; entries of kinds not asked are empty
    query_limits limits;
    offlist::removal removal;

    [[nodiscard]] bool asks(subject_kind kind) const { return subjects[static_cast<std::size_t>(kind)]; }
    [[nodiscard]] bool needs_key() const { return zone.find("{key}") != std::string::npos; }
    [[nodiscard]] const test_entry& test_of(subject_kind kind) const { return tests[static_cast<std::size_t>(kind)]; }
    /// The zone that is asked, with the key filled in: a secret, for packets only. Empty while a needed key is missing.
    [[nodiscard]] const std::string& query_zone() const { return query_zone_; }
    void use_key(std::string_view key);  ///< fills query_zone(); with an empty key for zones without {key}

private:
    std::string query_zone_;
};

/// The name to ask `list` about `s`: reversed octets or nibbles (RFC 5782 sections 2.1 and 2.4) or the domain, then the
/// zone. Holds the list's key if it has one. Requires list.asks(kind_of(s)).
[[nodiscard]] std::string question_name(const subject& s, const blocklist& list);

}  // namespace offlist
