// log.hpp: the section [log] of offlist.toml: what is told on standard error, and how.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <cstdint>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

enum class log_format : bool { text, json };
enum class log_level : std::uint8_t { error, warning, info, debug };

struct log_config {
    log_format format = log_format::text;
    log_level level = log_level::info;
};

/// Notes: a word that is none of them.
void read_log(toml_section& s, const reading& how, log_config& into);

}  // namespace offlist::config
