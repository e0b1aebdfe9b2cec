// service.hpp: the section [service] of offlist.toml: the daemon itself.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <chrono>
#include <string>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct daemon_config {
    std::chrono::milliseconds drain{20'000};  ///< what a stop may take
    std::string public_url;                   ///< where people reach this service, without the slash at the end
};

/// Notes: a URL that cannot be used, or from which no browser would keep a sign-in.
void read_service(toml_section& s, const reading& how, daemon_config& into);

}  // namespace offlist::config
