#include "config/sections/service.hpp"

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_drain = 20min;  // half of it is the monitor's, which takes ten

}  // namespace

void read_service(toml_section& s, const reading&, daemon_config& into)
{
    into.drain = duration_of(s, "drain", 1s, longest_drain).value_or(into.drain);
}

}  // namespace offlist::config
