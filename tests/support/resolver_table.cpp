#include "support/resolver_table.hpp"

#include <algorithm>
#include <cctype>

namespace offlist::test {
namespace {

using zones_served = std::vector<real_resolver::zone>;

template <class Resolver>
std::unique_ptr<real_resolver> a(const zones_served& zones, const std::string& config)
{
    return std::make_unique<Resolver>(zones, config);
}

}  // namespace

std::string resolver_case::config_for(const std::vector<real_resolver::zone>& zones) const
{
    const std::string place = "{zone}";
    std::string text = config;
    for (const real_resolver::zone& z : zones) {
        text += each;
        if (const auto at = text.find(place); at != std::string::npos) text.replace(at, place.size(), z.name);
    }
    return text + behind;
}

std::unique_ptr<real_resolver> resolver_case::start(const std::vector<real_resolver::zone>& zones) const
{
    return make(zones, config_for(zones));
}

std::string resolver_case::test_name() const
{
    std::string letters = name;
    std::ranges::replace_if(
        letters, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return letters;
}

std::unique_ptr<real_resolver> resolver_case::start_plain(const std::vector<real_resolver::zone>& zones) const
{
    return make(zones, {});
}

const std::vector<resolver_case>& resolver_table()
{
    using enum resolver_fate;
    const std::string no_filter = "PowerDNS: no filter of 127.0.0.0/8";
    static const std::vector<resolver_case> all{
        {"unbound, relaxed", a<unbound>, "  qname-minimisation: yes\n", "", "", right, ""},
        {"unbound, without minimisation", a<unbound>, "  qname-minimisation: no\n", "", "", right, ""},
        {"unbound, strict", a<unbound>, "  qname-minimisation: yes\n  qname-minimisation-strict: yes\n", "", "",
         removes, "unbound: qname-minimisation-strict: no"},
        {"unbound, private-address", a<unbound>, "  private-address: 127.0.0.0/8\n", "", "", removes,
         "unbound: private-domain"},
        {"unbound, private-domain", a<unbound>, "  private-address: 127.0.0.0/8\n", "  private-domain: {zone}\n", "",
         right, ""},
        {"unbound, access-control", a<unbound>, "  access-control: 127.0.0.0/8 refuse\n", "", "", refuses,
         "unbound: access-control"},
        {"dnsmasq", a<dnsmasq>, "", "", "", right, ""},
        {"dnsmasq, stop-dns-rebind", a<dnsmasq>, "stop-dns-rebind\n", "", "", removes,
         "dnsmasq and Pi-hole: rebind-domain-ok"},
        {"dnsmasq, rebind-domain-ok", a<dnsmasq>, "stop-dns-rebind\n", "rebind-domain-ok=/{zone}/\n", "", right, ""},
        {"BIND, relaxed", a<bind9>, "  qname-minimization relaxed;\n", "", "", right, ""},
        {"BIND, without minimisation", a<bind9>, "  qname-minimization off;\n", "", "", right, ""},
        {"BIND, strict", a<bind9>, "  qname-minimization strict;\n", "", "", removes,
         "BIND: qname-minimization relaxed"},
        {"BIND, deny-answer-addresses", a<bind9>, "  deny-answer-addresses { 127.0.0.0/8; };\n", "", "", removes,
         "rebind protection? BIND: deny-answer-addresses { 127.0.0.0/8; } except-from { \""},
        {"BIND, except-from", a<bind9>, "  deny-answer-addresses { 127.0.0.0/8; } except-from { ", "\"{zone}\"; ",
         "};\n", right, ""},
        {"BIND, allow-query", a<bind9>, "  allow-query { 192.0.2.1; };\n", "", "", refuses, "BIND: allow-query"},
        {"recursor", a<pdns_recursor>, "", "", "", right, ""},
        {"recursor, a filter in Lua", a<pdns_recursor>, "lua-dns-script={folder}/filter.lua\n", "", "", removes,
         no_filter},
        {"recursor, a response policy", a<pdns_recursor>, "lua-config-file={folder}/policy.lua\n", "", "", removes,
         no_filter},
        {"recursor, allow-from", a<pdns_recursor>, std::string("allow-from=") + who_asks_whether_it_is_up + "/32\n", "",
         "", silent, "PowerDNS: allow-from"},
    };
    return all;
}

}  // namespace offlist::test
