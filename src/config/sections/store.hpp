// store.hpp: the section [store] of offlist.toml: the database.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <string>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct store_config {
    std::string url;  ///< sqlite:FILE (made absolute) or postgresql://…; a secret, since it may hold a password
    int readers = 2;
};

/// Notes: a URL of no database that is known. The messages never show it.
void read_store(toml_section& s, const reading& how, store_config& into);

}  // namespace offlist::config
