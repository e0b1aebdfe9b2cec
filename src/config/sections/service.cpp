#include "config/sections/service.hpp"

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;

}  // namespace

void read_service(toml_section& s, const reading&, daemon_config& into)
{
    into.drain = duration_of(s, "drain", 1s).value_or(into.drain);
}

}  // namespace offlist::config
