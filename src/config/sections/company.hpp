// company.hpp: the section [company] of offlist.toml: in whose name documents are issued. Its values are
// billing/price_book.hpp.
//
// A function that is used while the file is read.
#pragma once
#include <billing/price_book.hpp>
#include <optional>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

/// Notes: a name, an address or a tax id that is missing or empty: all three stand on each document.
void read_company(toml_section& s, const reading& how, std::optional<seller>& into);

}  // namespace offlist::config
