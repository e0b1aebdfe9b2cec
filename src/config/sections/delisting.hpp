// delisting.hpp: the section [delisting] of offlist.toml: the rules of paid work. Their values are
// delisting/policy.hpp.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <delisting/policy.hpp>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

/// Notes: a number or span out of range.
void read_delisting(toml_section& s, const reading& how, delisting_policy& into);

}  // namespace offlist::config
