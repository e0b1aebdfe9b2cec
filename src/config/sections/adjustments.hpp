// adjustments.hpp: the section [adjustments] of offlist.toml: how much one person may adjust without a second.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <billing/price_book.hpp>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

/// Notes: an amount that is none, bounds that contradict each other.
void read_adjustments(toml_section& s, const reading& how, adjusting_bounds& into);

}  // namespace offlist::config
