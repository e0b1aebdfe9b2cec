#include "config/gateway_config.hpp"

#include <billing/money.hpp>
#include <core/quoted.hpp>
#include <utility>

#include "config/config_values.hpp"
#include "config/secret.hpp"
#include "config/toml_file.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;

// Without the slash at its end. Empty: missing, or wrong and noted.
std::string url_of(toml_section& s, std::string_view key, std::string usual = {})
{
    const auto text = s.text(key);
    if (!text) return usual;
    std::string url = *text;
    while (url.ends_with('/')) url.pop_back();
    const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
    const bool fits = scheme > 0 && url.size() > scheme && url.find_first_of("?#@ \"'") == std::string::npos;
    if (fits) return url;
    s.complain(key, std::string(key) + ": " + quoted(*text) + " is not a URL that can be used",
               "https://name or http://name, with a path if need be, without user, query or fragment");
    return {};
}

std::string secret_of(toml_section& s, std::string_view key, const std::filesystem::path& directory,
                      std::string_view what)
{
    const auto text = s.text(key);
    if (!text || text->empty()) {
        s.complain(key, std::string(key) + " is missing", "env:NAME or file:PATH of " + std::string(what));
        return {};
    }
    auto secret = read_secret(*text, directory);
    if (secret) return std::move(*secret);
    s.complain(key, std::string(key) + ": " + secret.error().what, secret.error().expected);
    return {};
}

void read_span(toml_section& s, std::string_view key, std::chrono::seconds& into)
{
    if (const auto d = duration_of(s, key, 1s)) into = std::chrono::ceil<std::chrono::seconds>(*d);
}

void read_amount(toml_section& s, std::string_view key, std::optional<std::int64_t>& into)
{
    const auto text = s.text(key);
    if (!text) return;
    const auto cents = parse_cents(*text);
    if (!cents)
        s.complain(key, std::string(key) + ": " + cents.error().what, cents.error().expected);
    else if (*cents == 0)
        s.complain(key, std::string(key) + " is nothing", "an amount above zero");
    else
        into = *cents;
}

void read_payments(toml_section& s, const std::filesystem::path& directory, payments_config& into)
{
    into.public_url = url_of(s, "public_url");
    into.return_url = url_of(s, "return_url", into.public_url);
    read_span(s, "look_first", into.schedule.look_first);
    read_span(s, "look_most", into.schedule.look_most);
    read_span(s, "unanswered", into.schedule.unanswered);
    read_span(s, "late_window", into.schedule.late_window);
    read_amount(s, "least", into.least);
    read_amount(s, "most", into.most);
    if (into.least && into.most && *into.least > *into.most)
        s.complain("most", "most is less than least", "at least as much");
    if (const auto file = path_of(s, "ca_file", directory)) into.ca_file = file->string();
}

void read_stripe(toml_section& s, const std::filesystem::path& directory, payments_config& into)
{
    stripe_config c;
    c.url = url_of(s, "url", c.url);
    c.secret_key = secret_of(s, "secret_key", directory, "the secret or restricted key of Stripe");
    c.webhook_secret = secret_of(s, "webhook_secret", directory, "the signing secret of the webhook, whsec_…");
    into.stripe = std::move(c);
}

void read_btcpay(toml_section& s, const std::filesystem::path& directory, payments_config& into)
{
    btcpay_config c;
    c.url = url_of(s, "url");
    if (!s.has("url")) s.complain("url", "url is missing", "that of your BTCPay Server");
    c.store = s.required_text("store", "the id of the store in BTCPay Server");
    c.api_key = secret_of(s, "api_key", directory, "an API key of BTCPay Server");
    c.webhook_secret = secret_of(s, "webhook_secret", directory, "the secret of the webhook");
    into.btcpay = std::move(c);
}

void read_bitpay(toml_section& s, const std::filesystem::path& directory, payments_config& into)
{
    bitpay_config c;
    c.url = url_of(s, "url", c.url);
    c.token = secret_of(s, "token", directory, "an API token of BitPay's POS facade");
    c.webhook_secret = secret_of(s, "webhook_secret", directory, "a secret that you choose: 32 random characters");
    into.bitpay = std::move(c);
}

void read_all(const toml::table& root, const std::filesystem::path& file, payments_config& into, problems& wrong)
{
    const std::string name = file.string();
    const std::filesystem::path here = file.parent_path();
    if (const auto* const table = root["payments"].as_table()) {
        toml_section s(*table, "[payments]", name, wrong);
        read_payments(s, here, into);
        s.finish();
    }
    const auto* const table = root["gateways"].as_table();
    if (table == nullptr) return;
    toml_section all(*table, "[gateways]", name, wrong);
    const auto read_one = [&](const char* key, const auto& read) {
        if (const auto* const one = all.table(key)) {
            toml_section s(*one, "[gateways." + std::string(key) + ']', name, wrong);
            read(s, here, into);
            s.finish();
        }
    };
    read_one("stripe", read_stripe);
    read_one("btcpay", read_btcpay);
    read_one("bitpay", read_bitpay);
    all.finish();
    if ((into.stripe || into.btcpay || into.bitpay) && into.public_url.empty())
        wrong.push_back({"there are gateways, and no public_url in [payments]",
                         "public_url, under which customers and gateways reach this service", name, 0});
}

}  // namespace

loaded<payments_config> parse_payments(std::string_view text, const std::filesystem::path& file)
{
    payments_config read;
    problems wrong =
        read_toml(text, file, [&](const toml::table& root, problems& all) { read_all(root, file, read, all); });
    if (!wrong.empty()) return wrong;
    return read;
}

loaded<payments_config> load_payments(const std::filesystem::path& file)
{
    payments_config read;
    problems wrong =
        read_toml_file(file, [&](const toml::table& root, problems& all) { read_all(root, file, read, all); });
    if (!wrong.empty()) return wrong;
    return read;
}

}  // namespace offlist::config
