// prices.hpp: the section [prices] of offlist.toml: where the price book stands.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <filesystem>
#include <optional>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct prices_config {
    std::optional<std::filesystem::path> file;
    int line = 0;  ///< where it is named, for problems of the file
};

void read_prices(toml_section& s, const reading& how, prices_config& into);

}  // namespace offlist::config
