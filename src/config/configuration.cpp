#include "config/configuration.hpp"

#include <algorithm>
#include <core/quoted.hpp>
#include <core/small_file.hpp>
#include <core/toml_section.hpp>
#include <dns/engine.hpp>
#include <offlist/resolver.hpp>
#include <offlist/verdict.hpp>
#include <utility>

#include "config/config_values.hpp"
#include "config/secret.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t largest_config = std::size_t{1} << 20;  // octets
constexpr std::size_t most_servers = 32;                      // resolver_options::servers

// The parser quotes what it stumbled over, which may be a key without its quotation marks: only its own words are kept.
std::string words_of_parser(std::string_view description)
{
    std::string_view words = description.substr(0, std::min(description.find('\''), description.find(", saw")));
    for (const std::string_view tail : {" expected ", ": ", ":"})
        if (words.ends_with(tail)) words.remove_suffix(tail.size());
    return sanitised(words);
}

class config_reader {
public:
    config_reader(const std::string& file, configuration& into, problems& wrong)
        : file_(file), into_(into), wrong_(wrong)
    {
    }

    void read(const toml::table& root)
    {
        toml_section top(root, "top level", file_, wrong_);
        const std::filesystem::path here = into_.file.parent_path();
        service_config& service = into_.service;
        section(top, "store", [&](toml_section& s) { read_store(s, here, service.store); });
        section(top, "http", [&](toml_section& s) { read_http(s, here, service.http); });
        section(top, "resolver", [this](toml_section& s) { read_resolver(s); });
        section(top, "lists", [this](toml_section& s) { read_lists(s); });
        section(top, "sweep", [&](toml_section& s) { read_sweep(s, here); });
        section(top, "delisting", [&](toml_section& s) { read_delisting(s, service.delisting); });
        section(top, "prices", [&](toml_section& s) { service.prices = path_of(s, "file", here); });
        section(top, "mail", [&](toml_section& s) { read_mail(s, here, service.mail); });
        // Read by the daemon alone (gateway_config.hpp): nobody else need be able to read the gateways' secrets.
        (void)top.table("payments");
        (void)top.table("gateways");
        (void)top.table("webhooks");  // webhook_config.hpp: the daemon's alone as well
        section(top, "log", [&](toml_section& s) { read_log(s, service.log); });
        section(top, "service", [&](toml_section& s) { read_service(s, service); });
        top.finish();
    }

private:
    template <class Read>
    void section(toml_section& top, std::string_view name, Read&& read)
    {
        const toml::table* const table = top.table(name);
        if (table == nullptr) return;
        toml_section s(*table, '[' + std::string(name) + ']', file_, wrong_);
        read(s);
        s.finish();
    }

    void read_resolver(toml_section& s)
    {
        for (const std::string& text : s.texts("servers")) {
            const auto server = parse_server(text);
            if (server)
                into_.servers.push_back(*server);
            else
                s.complain("servers", server.error());
        }
        if (into_.servers.size() > most_servers)
            s.complain("servers", std::to_string(into_.servers.size()) + " servers",
                       "at most " + std::to_string(most_servers));
        into_.timeout = duration_of(s, "timeout");
        into_.tries = small(number_of(s, "tries", 1, dns::engine::most_tries));
        into_.in_flight = small(number_of(s, "in_flight", 1, dns::engine::most_in_flight));
    }

    void read_lists(toml_section& s)
    {
        if (const auto directory = s.text("directory"); directory && directory->empty())
            s.complain("directory", "directory is empty", "a directory of list definitions");
        else if (directory)
            into_.lists_directory = into_.file.parent_path() / *directory;
        into_.lists.enable = s.texts("enable");
        into_.lists.disable = s.texts("disable");
        into_.lines["lists.enable"] = s.line("enable");
        into_.lines["lists.disable"] = s.line("disable");
        if (const toml::table* const keys = s.table("keys")) read_keys(*keys);
    }

    // By hand and not by toml_section, for a message about a key must not show its value.
    void read_keys(const toml::table& keys)
    {
        for (const auto& [id, node] : keys) {
            const std::string name = "lists.keys." + std::string(id.str());
            const int line = static_cast<int>(id.source().begin.line);
            into_.lines[name] = line;
            const auto* const text = node.as_string();
            if (text == nullptr) {
                wrong_.push_back(
                    {name + " is not a string", R"("env:NAME", "file:PATH" or the key itself)", file_, line});
                continue;
            }
            auto key = read_secret(text->get(), into_.file.parent_path());
            if (key)
                into_.lists.keys[std::string(id.str())] = std::move(*key);
            else
                wrong_.push_back({name + ": " + key.error().what, key.error().expected, file_, line});
        }
    }

    void read_sweep(toml_section& s, const std::filesystem::path& here)
    {
        into_.probe_every = duration_of(s, "probe_every", 100ms);
        into_.allow_special_addresses = s.flag("allow_special_addresses").value_or(false);
        read_schedule(s, here, into_.service.schedule);
    }

    static std::optional<int> small(std::optional<std::int64_t> within_int)
    {
        return within_int ? std::optional<int>(static_cast<int>(*within_int)) : std::nullopt;
    }

    const std::string& file_;
    configuration& into_;
    problems& wrong_;
};

}  // namespace

problems configuration::placed(problems about_lists) const
{
    for (problem& p : about_lists) {
        if (!p.file.empty()) continue;
        const auto found = lines.find(p.what.substr(0, p.what.find(": ")));
        if (found == lines.end()) continue;
        p.file = file.string();
        p.line = found->second;
    }
    return about_lists;
}

loaded<configuration> parse_config(std::string_view text, const std::filesystem::path& file)
{
    configuration read;
    read.file = file;
    problems wrong;
    const std::string name = file.string();
    try {
        const toml::table root = toml::parse(text, name);
        config_reader(name, read, wrong).read(root);
    } catch (const toml::parse_error& error) {
        wrong.push_back({"not valid TOML: " + words_of_parser(error.description()),
                         "TOML, in which texts (and keys of lists) stand in quotation marks", name,
                         static_cast<int>(error.source().begin.line)});
    }
    if (!wrong.empty()) return wrong;
    return read;
}

loaded<configuration> load_config(const std::filesystem::path& file)
{
    const auto text = read_small_file(file, largest_config);
    if (!text) return problems{text.error()};
    return parse_config(*text, file);
}

}  // namespace offlist::config
