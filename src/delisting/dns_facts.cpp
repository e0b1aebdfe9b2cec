#include "delisting/dns_facts.hpp"

#include <algorithm>
#include <blocklists/question_name.hpp>
#include <boost/assert.hpp>
#include <core/domain.hpp>
#include <core/quoted.hpp>
#include <dns/record_types.hpp>
#include <utility>

#include "delisting/own_name.hpp"

namespace offlist {
namespace {

namespace asio = boost::asio;

// An address with more names than these is looked at by its first ones: more would let a stranger's zone decide how
// much we ask.
constexpr std::size_t most_names = 4;

/// An alias that led nowhere proves nothing: what it stands for was not asked.
bool says_no(const answer& said)
{
    if (said.alias) return false;
    return said.status == answer_status::no_such_name || said.status == answer_status::no_data;
}

asio::awaitable<answer> asked(resolver& dns, std::string name, record_type type)
{
    question q;
    q.name = std::move(name);
    q.type = type;
    answer said = co_await dns.ask(std::move(q));
    co_return said;
}

bool leads_to(const answer& said, const subject& address)
{
    if (const auto* const four = std::get_if<address_v4>(&address)) {
        const auto all = said.addresses.view();
        return std::find(all.begin(), all.end(), four->to_uint()) != all.end();
    }
    return std::find(said.texts.begin(), said.texts.end(), to_string(address)) != said.texts.end();
}

record_type forward_type(const subject& address)
{
    return kind_of(address) == subject_kind::ip4 ? record_type::a : offlist::dns::aaaa_record;
}

struct reverse_result {
    dns_fact fact;
    std::string name;  // confirmed; empty: none
};

asio::awaitable<reverse_result> confirmed_name(resolver& dns, const subject& address)
{
    const answer names = co_await asked(dns, reverse_name(address), offlist::dns::ptr_record);
    reverse_result r;
    if (says_no(names)) {
        r.fact = {standing::wrong, to_string(address) + " has no reverse DNS"};
        co_return r;
    }
    if (names.status != answer_status::answered) {
        r.fact = {standing::could_not_check, "the reverse DNS of " + to_string(address) + " could not be asked"};
        co_return r;
    }
    std::string failed;
    std::string elsewhere;
    for (std::size_t n = 0; n < std::min(names.texts.size(), most_names); ++n) {
        const std::string& name = names.texts[n];
        const answer back = co_await asked(dns, name, forward_type(address));
        if (back.status == answer_status::answered && leads_to(back, address)) {
            r.name = name;
            break;
        }
        (back.status == answer_status::answered || says_no(back) ? elsewhere : failed) = name;
    }
    if (r.name.empty() && !failed.empty())
        r.fact = {standing::could_not_check, "the address of " + quoted(failed) + " could not be asked"};
    else if (r.name.empty())
        r.fact = {standing::wrong,
                  "its reverse DNS names " + quoted(elsewhere) + ", which does not lead back to " + to_string(address)};
    else if (looks_generic(r.name, address))
        r.fact = {standing::wrong, "its name " + quoted(r.name) +
                                       " looks like one that a provider gives to every line; it should be the mail "
                                       "server's own"};
    else
        r.fact = {standing::in_order, r.name};
    co_return r;
}

// RFC 7505: one MX record whose exchange is the root says that the domain takes no mail.
bool null_mx(const answer& said)
{
    return said.texts.size() == 1 && said.texts.front().ends_with(" .");
}

asio::awaitable<dns_fact> takes_mail(resolver& dns, std::string name)
{
    const std::string shown = quoted(name);
    const answer exchanges = co_await asked(dns, name, offlist::dns::mx_record);
    dns_fact fact;
    if (exchanges.status == answer_status::answered) {
        const bool refuses = null_mx(exchanges);
        fact.now = refuses ? standing::wrong : standing::in_order;
        if (refuses) fact.detail = shown + " takes no mail (RFC 7505), so nobody can write to its postmaster";
        co_return fact;
    }
    if (!says_no(exchanges)) {  // an address counts only where there certainly is no MX (RFC 5321 section 5.1)
        fact = {standing::could_not_check, "whether " + shown + " takes mail could not be asked"};
        co_return fact;
    }
    bool failed = false;
    for (const record_type type : {record_type::a, offlist::dns::aaaa_record}) {
        const answer address = co_await asked(dns, name, type);
        if (address.status == answer_status::answered) {
            fact.now = standing::in_order;
            co_return fact;
        }
        failed = failed || !says_no(address);
    }
    fact.now = failed ? standing::could_not_check : standing::wrong;
    fact.detail = failed ? "whether " + shown + " takes mail could not be asked"
                         : shown + " has neither MX nor address, so nobody can write to its postmaster";
    co_return fact;
}

}  // namespace

dns_needs needs_of(const std::vector<std::string>& preconditions, subject_kind kind)
{
    dns_needs needs;
    for (const std::string& words : preconditions) {
        const precondition_kind what = kind_of_precondition(words);
        needs.reverse_dns =
            needs.reverse_dns || (what == precondition_kind::reverse_dns && kind != subject_kind::domain);
        needs.postmaster = needs.postmaster || what == precondition_kind::postmaster;
    }
    return needs;
}

asio::awaitable<dns_facts> look_up(resolver& dns, subject about, dns_needs what)
{
    dns_facts facts;
    if (const auto* const name = std::get_if<domain>(&about)) {
        if (what.postmaster) facts.postmaster = co_await takes_mail(dns, name->name);
        co_return facts;
    }
    if (!what.any()) co_return facts;
    const reverse_result found = co_await confirmed_name(dns, about);
    facts.reverse_dns = found.fact;
    if (!what.postmaster) co_return facts;
    // whose domain it is tells the name alone
    if (found.name.empty())
        facts.postmaster = found.fact;
    else
        facts.postmaster = co_await takes_mail(dns, organisational_domain(found.name));
    co_return facts;
}

asio::awaitable<std::vector<std::string>> confirmed_names(resolver& dns, subject address)
{
    std::vector<std::string> all;
    const answer names = co_await asked(dns, reverse_name(address), offlist::dns::ptr_record);
    for (std::size_t n = 0; n < std::min(names.texts.size(), most_names); ++n) {
        const answer back = co_await asked(dns, names.texts[n], forward_type(address));
        if (back.status == answer_status::answered && leads_to(back, address)) all.push_back(names.texts[n]);
    }
    co_return all;
}

}  // namespace offlist
