#include "config/sections/prices.hpp"

#include "config/config_values.hpp"

namespace offlist::config {

void read_prices(toml_section& s, const reading& how, prices_config& into)
{
    into.file = path_of(s, "file", how.directory);
    into.line = s.line("file");
}

}  // namespace offlist::config
