#include "config/sections/lists.hpp"

#include <utility>

#include "config/config_values.hpp"
#include "config/secret.hpp"

namespace offlist::config {
namespace {

// By hand and not by toml_section, for a message about a key must not show its value.
void read_keys(const toml::table& keys, const reading& how, lists_config& into)
{
    for (const auto& [id, node] : keys) {
        const std::string name = "lists.keys." + std::string(id.str());
        const int line = static_cast<int>(id.source().begin.line);
        into.lines[name] = line;
        const auto* const text = node.as_string();
        if (text == nullptr) {
            how.wrong.push_back(
                {name + " is not a string", R"("env:NAME", "file:PATH" or the key itself)", how.file, line});
            continue;
        }
        auto key = read_secret(text->get(), how.directory);
        if (key)
            into.keys[std::string(id.str())] = std::move(*key);
        else
            how.wrong.push_back({name + ": " + key.error().what, key.error().expected, how.file, line});
    }
}

}  // namespace

void read_lists(toml_section& s, const reading& how, lists_config& into)
{
    if (const auto directory = s.text("directory"); directory && directory->empty())
        s.complain("directory", "directory is empty", "a directory of list definitions");
    else if (directory)
        into.directory = how.directory / *directory;
    into.enable = s.texts("enable");
    into.disable = s.texts("disable");
    into.lines["lists.directory"] = s.line("directory");
    into.lines["lists.enable"] = s.line("enable");
    into.acknowledge = s.texts("acknowledge");
    into.lines["lists.disable"] = s.line("disable");
    into.lines["lists.acknowledge"] = s.line("acknowledge");
    if (const toml::table* const keys = s.table("keys")) read_keys(*keys, how, into);
}

}  // namespace offlist::config
