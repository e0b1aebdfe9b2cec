#include "config/configuration.hpp"

#include <algorithm>
#include <core/quoted.hpp>
#include <core/small_file.hpp>
#include <core/toml_section.hpp>
#include <offlist/verdict.hpp>
#include <string>

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

constexpr std::size_t largest_config = std::size_t{1} << 20;  // octets

// The parser quotes what it stumbled over, which may be a key without its quotation marks: only its own words are kept.
std::string words_of_parser(std::string_view description)
{
    std::string_view words = description.substr(0, std::min(description.find('\''), description.find(", saw")));
    for (const std::string_view tail : {" expected ", ": ", ":"})
        if (words.ends_with(tail)) words.remove_suffix(tail.size());
    return sanitised(words);
}

// One section of the file. `top` then knows it, and its own keys are all read by `read`.
template <class Value>
void read_section(toml_section& top, std::string_view name, const reading& how,
                  void (*read)(toml_section&, const reading&, Value&), Value& into)
{
    const toml::table* const table = top.table(name);
    if (table == nullptr) return;
    toml_section s(*table, '[' + std::string(name) + ']', how.file, how.wrong);
    read(s, how, into);
    s.finish();
}

void read_sections(const toml::table& root, const reading& how, configuration& into)
{
    toml_section top(root, "top level", how.file, how.wrong);
    service_config& service = into.service;
    read_section(top, "store", how, read_store, service.store);
    read_section(top, "http", how, read_http, service.http);
    read_section(top, "accounts", how, read_accounts, service.accounts);
    read_section(top, "resolver", how, read_resolver, into.resolver);
    read_section(top, "lists", how, read_lists, into.lists);
    read_section(top, "sweep", how, read_sweep, into.sweep);
    read_section(top, "delisting", how, read_delisting, service.delisting);
    read_section(top, "company", how, read_company, service.company);
    read_section(top, "prices", how, read_prices, service.prices);
    read_section(top, "mail", how, read_mail, service.mail);
    read_section(top, "payments", how, read_payments, service.payments);
    read_section(top, "adjustments", how, read_adjustments, service.adjustments);
    read_section(top, "gateways", how, read_gateways, service.gateways);
    read_section(top, "webhooks", how, read_webhooks, service.webhooks);
    read_section(top, "console", how, read_console, service.console);
    read_section(top, "log", how, read_log, service.log);
    read_section<daemon_config>(top, "service", how, read_service, service);
    // customers come back, and gateways call, where people reach the service
    if (service.payments.public_url.empty()) service.payments.public_url = service.public_url;
    if (service.payments.return_url.empty() && !service.payments.public_url.empty())
        service.payments.return_url = service.payments.public_url + "/paid";
    if (service.gateways.any() && service.payments.public_url.empty())
        top.complain(top.has("payments") ? "payments" : "gateways",
                     "there are gateways, and no public_url in [service]",
                     "public_url, under which customers and gateways reach this service");
    top.finish();
}

}  // namespace

std::string service_config::url() const
{
    if (!public_url.empty()) return public_url;
    if (!payments.public_url.empty()) return payments.public_url;
    if (!http.listen.address().is_loopback() || http.listen.port() == 0) return {};
    return (http.tls_key ? "https://localhost:" : "http://localhost:") + std::to_string(http.listen.port());
}

problems configuration::placed(problems about_lists) const
{
    for (problem& p : about_lists) {
        if (!p.file.empty()) continue;
        const auto found = lists.lines.find(p.what.substr(0, p.what.find(": ")));
        if (found == lists.lines.end()) continue;
        p.file = file.string();
        p.line = found->second;
    }
    return about_lists;
}

loaded<configuration> parse_config(std::string_view text, const std::filesystem::path& file, secrets of_daemon)
{
    configuration read;
    read.file = file;
    problems wrong;
    const std::string name = file.string();
    const std::filesystem::path directory = file.parent_path();
    try {
        const toml::table root = toml::parse(text, name);
        read_sections(root, {.file = name, .directory = directory, .of_daemon = of_daemon, .wrong = wrong}, read);
    } catch (const toml::parse_error& error) {
        wrong.push_back({"not valid TOML: " + words_of_parser(error.description()),
                         "TOML, in which texts (and keys of lists) stand in quotation marks", name,
                         static_cast<int>(error.source().begin.line)});
    }
    if (!wrong.empty()) return wrong;
    return read;
}

loaded<configuration> load_config(const std::filesystem::path& file, secrets of_daemon)
{
    const auto text = read_small_file(file, largest_config);
    if (!text) return problems{text.error()};
    return parse_config(*text, file, of_daemon);
}

}  // namespace offlist::config
