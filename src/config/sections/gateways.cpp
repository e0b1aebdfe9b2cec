#include "config/sections/gateways.hpp"

#include <utility>

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

std::string required_secret(toml_section& s, std::string_view key, const reading& how, const std::string& what)
{
    if (s.has(key)) return secret_of(s, key, how, what);
    s.complain(key, std::string(key) + " is missing", "env:NAME or file:PATH of " + what);
    return {};
}

void read_stripe(toml_section& s, const reading& how, gateways_config& into)
{
    stripe_config c;
    c.url = url_of(s, "url", c.url);
    c.secret_key = required_secret(s, "secret_key", how, "the secret or restricted key of Stripe");
    c.webhook_secret = required_secret(s, "webhook_secret", how, "the signing secret of the webhook, whsec_…");
    into.stripe = std::move(c);
}

void read_btcpay(toml_section& s, const reading& how, gateways_config& into)
{
    btcpay_config c;
    c.url = url_of(s, "url");
    if (!s.has("url")) s.complain("url", "url is missing", "that of your BTCPay Server");
    c.store = s.required_text("store", "the id of the store in BTCPay Server");
    c.api_key = required_secret(s, "api_key", how, "an API key of BTCPay Server");
    c.webhook_secret = required_secret(s, "webhook_secret", how, "the secret of the webhook");
    into.btcpay = std::move(c);
}

void read_bitpay(toml_section& s, const reading& how, gateways_config& into)
{
    bitpay_config c;
    c.url = url_of(s, "url", c.url);
    c.token = required_secret(s, "token", how, "an API token of BitPay's POS facade");
    c.webhook_secret = required_secret(s, "webhook_secret", how, "a secret that you choose: 32 random characters");
    into.bitpay = std::move(c);
}

}  // namespace

void read_gateways(toml_section& s, const reading& how, gateways_config& into)
{
    const auto read_one = [&](const char* key, const auto& read) {
        const toml::table* const table = s.table(key);
        if (table == nullptr) return;
        toml_section one(*table, "[gateways." + std::string(key) + ']', how.file, how.wrong);
        read(one, how, into);
        one.finish();
    };
    read_one("stripe", read_stripe);
    read_one("btcpay", read_btcpay);
    read_one("bitpay", read_bitpay);
}

}  // namespace offlist::config
