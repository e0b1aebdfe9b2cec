// service.hpp: the section [service] of offlist.toml: the daemon itself.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <chrono>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct daemon_config {
    std::chrono::milliseconds drain{20'000};  ///< what a stop may take
};

void read_service(toml_section& s, const reading& how, daemon_config& into);

}  // namespace offlist::config
