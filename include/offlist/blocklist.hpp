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

/// What an answer means for the subject.
enum class verdict : std::uint8_t {
    listed,         ///< the subject stands on the list
    clean,          ///< it does not; counts only while the list is healthy
    informational,  ///< the list says something else about it: a whitelist, a policy, a reputation
    unknown,        ///< nothing was learnt; unknown_reason says why
};
/// `listed`, `clean`, `informational` or `unknown`, as in JSON.
[[nodiscard]] std::string_view to_string(verdict v);

/// Why a verdict is unknown. The names are part of the outer interface.
enum class unknown_reason : std::uint8_t {
    none,                    ///< the verdict is not unknown
    timeout,                 ///< nobody answered, or nobody could be asked
    refused,                 ///< the resolver answered REFUSED
    servfail,                ///< the resolver answered SERVFAIL, or another error
    malformed,               ///< the message could not be read
    truncated,               ///< the answer was cut off, and TCP did not bring the rest
    blocked_by_list,         ///< the list answered with a code that means "I do not serve you"
    rate_limited,            ///< the list answered with a code that means "you ask too much"
    not_a_blocklist_answer,  ///< outside 127.0.0.0/8, a CNAME, or a code that the definition does not know
    list_unhealthy,          ///< the list's test entries answer wrongly
    over_budget,             ///< the list's limits did not allow the question
    resolver_untrusted,      ///< the resolver rewrites answers, so its "no" proves nothing
    mass_change,             ///< the list stopped listing much at once; until staff decides its "no" proves nothing
};
/// How many reasons there are, `none` included.
inline constexpr int unknown_reasons = 13;
/// The name of the reason, as in JSON: `blocked_by_list` …
[[nodiscard]] std::string_view to_string(unknown_reason r);

/// What one answer address, a range of them, or one bit of an octet means.
struct answer_rule {
    std::uint32_t first = 0;                       ///< host byte order; for a bit rule unused
    std::uint32_t last = 0;                        ///< inclusive; equal to `first` for an exact code
    std::uint8_t bit = 0;                          ///< 0: an address rule; else the bit's value (1, 2, 4 … 128)
    std::uint8_t octet = 4;                        ///< for a bit rule: which octet, 1 (leftmost) to 4
    verdict result = verdict::listed;              ///< what the code means for the subject
    unknown_reason reason = unknown_reason::none;  ///< for result unknown: blocked_by_list or rate_limited
    std::string means;                             ///< in the operator's words, for people
};

/// Names or addresses that must, and must not, be listed (RFC 5782 section 5). Empty: the list has no such entry.
struct test_entry {
    std::string listed;    ///< must be listed, or the list is dead
    std::string unlisted;  ///< must not be, or the list lists the world
};

/// How often the operator lets a list be asked. sweep keeps to it; check() (checker.hpp) does not.
struct query_limits {
    std::optional<double> per_second;     ///< questions; none: no limit (a zone that you serve yourself)
    std::optional<std::int64_t> per_day;  ///< questions a UTC day
};

/// Whether somebody who charges others for what he makes of its answers may ask a list, by its operator's terms.
enum class commercial_use : std::uint8_t {
    unknown,  ///< the operator does not say, or nobody has found where
    yes,      ///< for nothing, like everybody else
    paid,     ///< with a key or a feed that is paid for
    no,       ///< not at all
};
/// The word of a list definition: `yes`, `paid` …
[[nodiscard]] std::string_view to_string(commercial_use c);

/// What the operator allows for nothing: a fact about the list. What is asked within it is query_limits.
struct terms_of_use {
    commercial_use commercial = commercial_use::unknown;  ///< whether somebody who charges may ask
    std::optional<std::int64_t> volume;                   ///< free questions a day, over all lists of this operator
    std::string way;                                      ///< what to get where that is not enough: a key, a feed
    std::string url;                                      ///< where the operator says so
};

/// How an operator is asked to remove an entry.
enum class removal_method : std::uint8_t {
    web_form,        ///< a form on the web
    email,           ///< a mail to the operator
    http_from_host,  ///< a page that must be fetched from the listed address
    portal,          ///< a page behind an account
    auto_expire,     ///< not at all: entries lapse by themselves
    owner_only,      ///< only whoever owns the address or domain may ask
    none,            ///< no way is known, or none is needed
};
/// The name of the method, as in list definitions: `web-form` …
[[nodiscard]] std::string_view to_string(removal_method m);

/// How one gets off the list.
struct removal {
    removal_method method = removal_method::none;       ///< how the operator is asked
    std::string url;                                    ///< may hold {subject}; for e-mail the address
    std::optional<std::chrono::seconds> expires_after;  ///< entries lapse by themselves
    std::optional<std::chrono::seconds> deadline;       ///< after which a paid attempt has failed
    std::vector<std::string> preconditions;             ///< what must be in order first, in words
};

/// How much a listing hurts whoever sends mail.
enum class severity : std::uint8_t {
    high,    ///< most receivers refuse the subject's mail
    medium,  ///< some do
    low,     ///< few do
};
/// `high`, `medium` or `low`.
[[nodiscard]] std::string_view to_string(severity s);

/// What one entry of the list covers.
enum class listing_scope : std::uint8_t {
    ip,      ///< one address
    range,   ///< a network, which the subject may be listed with
    asn,     ///< all networks of an autonomous system
    domain,  ///< a domain
};
/// `ip`, `range`, `asn` or `domain`.
[[nodiscard]] std::string_view to_string(listing_scope s);

/// Which form of a domain the list knows.
enum class domain_form : std::uint8_t {
    as_given,        ///< the name itself
    organisational,  ///< the registrable domain (domain::organisational)
};

/// One blocklist, as a `[[blocklist]]` of lists.d describes it.
struct blocklist {
    std::string id;                               ///< stable, lower case; what others call the list by
    std::string name;                             ///< for people
    std::string operator_name;                    ///< who runs the list
    std::string operator_url;                     ///< the operator's page
    std::string zone;                             ///< as written in the definition, with {key} unfilled: safe to show
    std::array<bool, subject_kinds> subjects{};   ///< by subject_kind: what may be asked
    severity level = severity::low;               ///< how much a listing hurts
    bool enabled = true;                          ///< as shipped, and as the configuration then says
    std::string setup;                            ///< what to do before it can be used (a key); empty: nothing
    std::string note;                             ///< what a person should know about the list
    std::string url;                              ///< where a person looks a subject up; may hold {subject}
    listing_scope scope = listing_scope::ip;      ///< what one entry covers
    domain_form form = domain_form::as_given;     ///< which form of a domain is asked
    std::vector<answer_rule> answers;             ///< what its codes mean
    std::array<test_entry, subject_kinds> tests;  ///< by subject_kind; entries of kinds not asked are empty
    query_limits limits;                          ///< how often it may be asked
    terms_of_use terms;                           ///< who may ask it for nothing
    offlist::removal removal;                     ///< how one gets off it

    /// Whether the list knows subjects of this kind.
    [[nodiscard]] bool asks(subject_kind kind) const { return subjects[static_cast<std::size_t>(kind)]; }
    /// Whether its zone holds {key}, so that it cannot be asked without one.
    [[nodiscard]] bool needs_key() const { return zone.find("{key}") != std::string::npos; }
    /// The test entries for subjects of this kind; both empty when it has none.
    [[nodiscard]] const test_entry& test_of(subject_kind kind) const { return tests[static_cast<std::size_t>(kind)]; }
    /// The zone that is asked, with the key filled in: a secret, for packets only. Empty while a needed key is missing.
    [[nodiscard]] const std::string& query_zone() const { return query_zone_; }
    /// What stands before the subject in a question, with its dot: the key, of a zone that has it there. As secret as
    /// query_zone(); mostly empty.
    [[nodiscard]] const std::string& query_front() const { return query_front_; }
    /// Fills query_zone(); with an empty key for zones without {key}.
    void use_key(std::string_view key);

private:
    std::string query_zone_;
    std::string query_front_;
};

/// The name to ask `list` about `s`: reversed octets or nibbles (RFC 5782 sections 2.1 and 2.4) or the domain, then the
/// zone; a key in front of it all where the zone says so. Holds the list's key if it has one. Requires
/// list.asks(kind_of(s)).
[[nodiscard]] std::string question_name(const subject& s, const blocklist& list);

}  // namespace offlist
