#include "delisting/quote.hpp"

#include <algorithm>
#include <array>
#include <core/duration.hpp>
#include <core/readable.hpp>

#include "delisting/removal_advice.hpp"

namespace offlist {
namespace {

struct refusal {
    quote_refusal kind = quote_refusal::none;
    std::string why;
};

constexpr std::array<std::string_view, 13> refusal_names{
    "",         "nothing_sold", "retired",          "not_listed",  "covers_more",
    "no_way",   "owner_only",   "from_the_address", "lapses_soon", "unhealthy",
    "live_job", "not_in_order", "could_not_check"};

refusal closed(const quote_facts& about)
{
    if (about.retired != nullptr) return {quote_refusal::retired, "this list has closed: " + about.retired->history};
    if (about.list == nullptr) return {quote_refusal::retired, "this list is not known here"};
    if (!about.list->enabled)
        return {quote_refusal::retired, "this list is not asked here, so nothing could be proved"};
    return {};
}

refusal not_listed(const quote_facts& about)
{
    if (about.listing && about.listing->confirmed) return {};
    return {quote_refusal::not_listed, "there is no confirmed listing of " + about.subject + " on " + about.list->name +
                                           " among what this account has monitored"};
}

bool only_the_owner(const removal& r)
{
    return r.method == removal_method::owner_only ||
           std::any_of(r.preconditions.begin(), r.preconditions.end(), [](const std::string& words) {
               return kind_of_precondition(words) == precondition_kind::network_owner;
           });
}

// What the definition of the list rules out.
refusal ruled_out(const quote_facts& about, const delisting_policy& policy)
{
    const removal& r = about.list->removal;
    const listing_scope scope = about.listing->scope;
    if (scope == listing_scope::range || scope == listing_scope::asn)
        return {quote_refusal::covers_more,
                std::string("one entry of this list covers ") +
                    (scope == listing_scope::range ? "a range of addresses" : "a whole network") +
                    ", so no single address can be taken off it"};
    if (only_the_owner(r))
        return {quote_refusal::owner_only, "the operator hears only the owner of the network: ask your provider"};
    if (r.method == removal_method::none)
        return {quote_refusal::no_way, "the operator offers no way to ask for a removal"};
    if (r.method == removal_method::http_from_host)
        return {quote_refusal::from_the_address, "the request must come from the listed address itself"};
    if (r.method == removal_method::auto_expire || (r.expires_after && *r.expires_after <= policy.lapses_soon))
        return {quote_refusal::lapses_soon,
                "entries of this list lapse by themselves" +
                    (r.expires_after ? " after " + spoken(*r.expires_after) : std::string()) +
                    "; paying would only buy waiting"};
    return {};
}

refusal unhealthy(const quote_facts& about)
{
    if (about.health == list_state::healthy) return {};
    if (about.health == list_state::unused || about.health == list_state::untested)
        return {quote_refusal::unhealthy,
                "the list has not proved yet that it works, so nothing could be proved by it"};
    return {quote_refusal::unhealthy, "the list does not answer its own test entries rightly now" +
                                          (about.health_why.empty() ? std::string() : " (" + about.health_why + ')') +
                                          ", so nothing could be proved by it"};
}

refusal before_dns(const quote_facts& about, const delisting_terms& terms)
{
    if (!terms.prices || !terms.prices->fee(delisting_product))
        return {quote_refusal::nothing_sold, "nothing is sold here"};
    if (auto no = closed(about); no.kind != quote_refusal::none) return no;
    if (auto no = not_listed(about); no.kind != quote_refusal::none) return no;
    if (auto no = ruled_out(about, terms.policy); no.kind != quote_refusal::none) return no;
    if (auto no = unhealthy(about); no.kind != quote_refusal::none) return no;
    if (about.live_job)
        return {quote_refusal::live_job, "a delisting of " + about.subject + " from this list is under way already"};
    return {};
}

precondition checked(const std::string& words, const quote_facts& about, const dns_facts& dns)
{
    precondition p{.kind = kind_of_precondition(words), .text = words, .now = standing::not_checked, .detail = {}};
    if (p.kind == precondition_kind::reverse_dns && about.kind != subject_kind::domain) {
        p.now = dns.reverse_dns.now;
        p.detail = dns.reverse_dns.detail;
    } else if (p.kind == precondition_kind::postmaster) {
        p.now = dns.postmaster.now;
        p.detail = dns.postmaster.detail;
    }
    return p;
}

refusal not_in_order(const std::vector<precondition>& first)
{
    refusal found;
    for (const precondition& p : first) {
        if (p.now == standing::wrong && found.kind != quote_refusal::not_in_order)
            found = {quote_refusal::not_in_order, "the operator demands \"" + p.text + "\": " + p.detail};
        if (p.now == standing::could_not_check && found.kind == quote_refusal::none)
            found = {quote_refusal::could_not_check,
                     "the operator demands \"" + p.text + "\", and " + p.detail + "; try again a little later"};
    }
    return found;
}

std::string way_of(const blocklist& list)
{
    switch (list.removal.method) {
        case removal_method::web_form:
            return "our staff asks " + list.operator_name + " by the operator's form";
        case removal_method::email:
            return "we write to " + list.operator_name;
        case removal_method::portal:
            return "our staff asks in the operator's portal";
        case removal_method::http_from_host:
        case removal_method::auto_expire:
        case removal_method::owner_only:
        case removal_method::none:
            break;
    }
    return {};
}

}  // namespace

std::string_view to_string(quote_refusal r)
{
    return refusal_names.at(static_cast<std::size_t>(r));
}

dns_needs needs_of(const quote_facts& about, const delisting_terms& terms)
{
    if (before_dns(about, terms).kind != quote_refusal::none) return {};
    return needs_of(about.list->removal.preconditions, about.kind);
}

quote quote_of(const quote_facts& about, const dns_facts& looked_up, const delisting_terms& terms)
{
    quote q;
    if (terms.prices) {
        q.fee = terms.prices->fee(delisting_product);
        q.price = q.fee;
        q.again_of = q.fee ? about.again_of : 0;
        if (const auto told = terms.prices->terms.find(delisting_product); told != terms.prices->terms.end())
            q.terms = told->second;
        if (q.again_of != 0) {
            q.fee = money{0, q.fee->in};
            q.terms.insert(q.terms.begin(), "This one is free, once: del_" + std::to_string(q.again_of) +
                                                " took it off the list, and it was listed again within " +
                                                spoken(terms.policy.again_within) + ".");
        }
    }
    if (about.listing) q.listing = about.listing->id;
    if (about.list != nullptr) {
        const blocklist& list = *about.list;
        q.method = list.removal.method;
        q.way = way_of(list);
        q.url = filled(list.removal.url, about.subject);
        q.proof_takes = terms.policy.clean_answers * terms.policy.spacing + terms.policy.hold_window;
        q.deadline = deadline_of(list, terms.policy);
        for (const std::string& words : list.removal.preconditions) q.first.push_back(checked(words, about, looked_up));
        q.free_way = removal_advice(list, about.subject);
        q.free_link = removal_link(list, about.subject);
    }
    if (q.free_way.empty())
        q.free_way = q.free_link.empty() ? "nothing can be done: the list tells no way" : "ask the operator yourself";
    refusal no = before_dns(about, terms);
    if (no.kind == quote_refusal::none) no = not_in_order(q.first);
    q.refused = no.kind;
    q.why = std::move(no.why);
    return q;
}

}  // namespace offlist
