#include "services/accounts/control_record.hpp"

#include <algorithm>
#include <blocklists/question_name.hpp>
#include <core/cidr.hpp>
#include <core/quoted.hpp>
#include <delisting/dns_facts.hpp>
#include <utility>
#include <variant>

namespace offlist::services {
namespace {

namespace asio = boost::asio;

constexpr int octet = 8;   // bits of a label below in-addr.arpa
constexpr int nibble = 4;  // and below ip6.arpa

std::string challenged(const std::string& name)
{
    return std::string(challenge_label) + '.' + name;
}

// The zone of the first `bits` of an address, of which a label says `step`.
std::string reverse_zone(const subject& address, int bits, int step)
{
    std::string name = reverse_name(address);
    const int all = kind_of(address) == subject_kind::ip4 ? 32 : 128;
    for (int rest = (all - bits) / step; rest > 0; --rest) name.erase(0, name.find('.') + 1);
    return name;
}

int rounded_up(int bits, int step)
{
    return (bits + step - 1) / step * step;
}

subject address_at(const ip4_range& range, std::uint64_t n)
{
    return address_v4(static_cast<std::uint32_t>(range.first + n));
}

// The n-th of the zones of `bits` bits within the range; zones begin in either half of the address.
subject zone_start(const ip6_range& range, int bits, std::uint64_t n)
{
    ip6_number at = range.first;
    if (bits <= 64)
        at.high += n << static_cast<unsigned>(64 - bits);
    else
        at.low += n << static_cast<unsigned>(128 - bits);
    return address_v6(to_octets(at));
}

void add_zones(control_record& record, const ip4_range& range)
{
    const int bits = rounded_up(range.prefix, octet);
    const std::uint64_t count = std::uint64_t{1} << static_cast<unsigned>(bits - range.prefix);
    for (std::uint64_t n = 0; n < count; ++n)
        record.at.push_back(
            challenged(reverse_zone(address_at(range, n << static_cast<unsigned>(32 - bits)), bits, octet)));
    if (bits != range.prefix) record.or_at = challenged(reverse_zone(address_at(range, 0), bits - octet, octet));
}

void add_zones(control_record& record, const ip6_range& range)
{
    const int bits = rounded_up(range.prefix, nibble);
    const std::uint64_t count = std::uint64_t{1} << static_cast<unsigned>(bits - range.prefix);
    for (std::uint64_t n = 0; n < count; ++n)
        record.at.push_back(challenged(reverse_zone(zone_start(range, bits, n), bits, nibble)));
    if (bits != range.prefix)
        record.or_at = challenged(reverse_zone(zone_start(range, bits, 0), bits - nibble, nibble));
}

asio::awaitable<bool> has_record(resolver& dns, std::string name, std::string value, bool by_alias)
{
    question q;
    q.name = std::move(name);
    q.type = record_type::txt;
    const answer said = co_await dns.ask(std::move(q));
    if (said.status != answer_status::answered || (said.alias && !by_alias)) co_return false;
    co_return std::find(said.texts.begin(), said.texts.end(), value) != said.texts.end();
}

bool lies_below(const std::string& name, const std::string& domain)
{
    return name == domain ||
           (name.size() > domain.size() && name.ends_with(domain) && name[name.size() - domain.size() - 1] == '.');
}

asio::awaitable<std::string> own_host(resolver& dns, subject address, std::vector<std::string> domains)
{
    if (domains.empty()) co_return std::string();
    for (const std::string& name : co_await confirmed_names(dns, std::move(address)))
        for (const std::string& domain : domains)
            if (lies_below(name, domain)) co_return name;
    co_return std::string();
}

// The name without the label of the challenge: of one subject, where the record may stand as well.
std::string bare(const std::string& name)
{
    return name.substr(challenge_label.size() + 1);
}

}  // namespace

control_record record_for(const owned_subject& pending)
{
    control_record record;
    record.value = "offlist-challenge=" + pending.challenge;
    if (is_cidr(pending.text)) {
        const auto range = parse_cidr(pending.text, special_addresses::allow).value();
        std::visit([&record](const auto& r) { add_zones(record, r); }, range);
        return record;
    }
    const subject one = parse_subject(pending.text, special_addresses::allow).value();
    const auto* const name = std::get_if<domain>(&one);
    record.at.push_back(challenged(name != nullptr ? name->name : reverse_name(one)));
    return record;
}

asio::awaitable<control_finding> look_for_control(resolver& dns, store::subject_to_prove about)
{
    const control_record record = record_for(about.what);
    if (!record.or_at.empty() && co_await has_record(dns, record.or_at, record.value, true))
        co_return control_finding{.shown = true, .detail = "the record is at " + record.or_at};
    std::string missing;
    for (const std::string& name : record.at) {
        if (co_await has_record(dns, name, record.value, true)) continue;
        missing = name;
        break;
    }
    if (missing.empty()) co_return control_finding{.shown = true, .detail = "the record is at " + record.at.front()};
    if (!is_cidr(about.what.text)) {
        if (co_await has_record(dns, bare(missing), record.value, false))
            co_return control_finding{.shown = true, .detail = "the record is at " + bare(missing)};
        const subject one = parse_subject(about.what.text, special_addresses::allow).value();
        if (kind_of(one) != subject_kind::domain)
            if (const std::string host = co_await own_host(dns, one, about.domains); !host.empty())
                co_return control_finding{.shown = true, .detail = "its reverse DNS is " + quoted(host)};
    }
    co_return control_finding{.shown = false, .detail = "there is no such TXT record at " + missing + " yet"};
}

}  // namespace offlist::services
