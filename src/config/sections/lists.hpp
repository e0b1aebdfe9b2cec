// lists.hpp: the section [lists] of offlist.toml: which blocklists are asked, and the keys of those that want one.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <offlist/catalog.hpp>
#include <optional>
#include <string>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

/// The keys are secrets.
struct lists_config : catalog_options {
    std::optional<std::filesystem::path> directory;  ///< relative ones are taken from the file's directory
    std::map<std::string, int, std::less<>> lines;   ///< of "lists.keys.ID" and "lists.enable", …
};

/// Notes: a key whose variable or file is missing. No message holds a key.
void read_lists(toml_section& s, const reading& how, lists_config& into);

}  // namespace offlist::config
