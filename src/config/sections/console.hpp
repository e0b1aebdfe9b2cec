// console.hpp: the section [console] of offlist.toml: whose pages they are.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <filesystem>
#include <string>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct console_config {
    std::string name = "offlist";     ///< what customers see above each page
    std::string logo;                 ///< the octets of the picture; empty: the console's own
    std::string logo_name;            ///< of its file
    std::string accent;               ///< #rrggbb; empty: the console's own
    std::string support_url;          ///< https or http; empty: none
    std::string terms_url;            ///< https or http; empty: none
    std::filesystem::path directory;  ///< where files of the console are read from; empty: the program's own
    bool operator==(const console_config&) const = default;
};

/// Notes: an empty or very long name, a logo that cannot be read or is no picture, an accent that is no colour or too
/// light for white text, a URL that is none.
void read_console(toml_section& s, const reading& how, console_config& into);

}  // namespace offlist::config
