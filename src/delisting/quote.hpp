// quote.hpp: whether a listing can be worked for money, what that costs and takes, and always the way to do it for
// free.
//
// Pure; safe from any thread. What it decides from is gathered by the caller: store, catalogue, DNS.
#pragma once
#include <blocklists/list_state.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/catalog.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delisting/dns_facts.hpp"
#include "delisting/terms.hpp"
#include "delisting/track_record.hpp"

namespace offlist {

/// Why a listing is not worked for money. In the order in which they are looked at; the first that holds is told.
enum class quote_refusal : std::uint8_t {
    none,
    nothing_sold,      ///< there is no price book
    retired,           ///< the list closed, or is not asked here
    not_listed,        ///< not confirmed as listed
    covers_more,       ///< one entry covers a range or a network, so no single address can be taken off
    no_way,            ///< the operator offers no way to ask
    owner_only,        ///< only the network's owner is heard
    from_the_address,  ///< the request must come from the listed address itself
    lapses_soon,       ///< the entry lapses by itself
    unhealthy,         ///< the list's test entries do not answer rightly, so nothing could be proved
    live_job,          ///< a job for this subject on this list is under way
    not_in_order,      ///< what the operator demands first is not so
    could_not_check,   ///< whether it is so could not be asked: try again
};
/// `not_listed` …; empty for none.
[[nodiscard]] std::string_view to_string(quote_refusal r);

struct quoted_listing {
    std::int64_t id = 0;
    std::int64_t account = 0;
    bool confirmed = false;  ///< open: confirmed, and not ended
    listing_scope scope = listing_scope::ip;
};

/// Everything that decides, but for DNS.
struct quote_facts {
    std::string subject;  ///< canonical text
    subject_kind kind = subject_kind::ip4;
    const blocklist* list = nullptr;        ///< of the catalogue; null: unknown there
    const retired_list* retired = nullptr;  ///< set: it closed
    std::optional<quoted_listing> listing;
    list_state health = list_state::unused;  ///< the newest recorded of the list for this kind
    std::string health_why;
    bool live_job = false;
    std::int64_t again_of = 0;  ///< the paid removal that is repeated for free; 0: none
};

struct quote {
    quote_refusal refused = quote_refusal::none;
    std::string why;                   ///< in plain words; empty when it is sold
    std::int64_t listing = 0;          ///< that is to go; 0: none
    std::optional<money> fee;          ///< of the price book; also where it is not sold; zero with `again_of`
    std::optional<money> price;        ///< of the price book
    std::int64_t again_of = 0;         ///< the paid removal that this would repeat for free; 0: none
    std::optional<track_record> odds;  ///< what this way has done here; none: too little is known
    removal_method method = removal_method::none;
    std::string way;                      ///< how the operator will be asked, in a sentence
    std::string url;                      ///< where
    std::chrono::seconds proof_takes{0};  ///< at least, after the operator has acted
    std::chrono::seconds deadline{0};     ///< still listed after so long: failed, and the fee is credited
    std::vector<precondition> first;      ///< what must be in order
    std::vector<std::string> terms;
    std::string free_way;  ///< R18: always
    std::string free_link;

    [[nodiscard]] bool sold() const { return refused == quote_refusal::none; }
};

/// What must be asked of DNS before money is held; nothing for a listing that is not sold anyway.
[[nodiscard]] dns_needs needs_of(const quote_facts& about, const delisting_terms& terms);

/// `looked_up` answers needs_of(); what was not asked counts as not checked, and refuses nothing.
[[nodiscard]] quote quote_of(const quote_facts& about, const dns_facts& looked_up, const delisting_terms& terms);

}  // namespace offlist
