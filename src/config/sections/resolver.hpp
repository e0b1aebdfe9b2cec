// resolver.hpp: the section [resolver] of offlist.toml: who is asked, and how patiently.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <boost/asio/ip/udp.hpp>
#include <chrono>
#include <optional>
#include <vector>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct resolver_config {
    std::vector<boost::asio::ip::udp::endpoint> servers;
    std::optional<std::chrono::milliseconds> timeout;
    std::optional<int> tries;
    std::optional<int> in_flight;
};

/// Notes: no address, too many of them, a number out of range.
void read_resolver(toml_section& s, const reading& how, resolver_config& into);

}  // namespace offlist::config
