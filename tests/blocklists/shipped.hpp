// shipped.hpp: the catalogue of lists.d, loaded once, for the tests that judge what is shipped.
#pragma once
#include <gmock/gmock.h>

#include <offlist/catalog.hpp>
#include <offlist/problem.hpp>
#include <stdexcept>
#include <string>
#include <support/places.hpp>

namespace offlist::test {

inline const std::string source_directory = test::in_tree("");

inline std::string said(const problems& all)
{
    std::string text;
    for (const problem& p : all) text += p.to_string() + '\n';
    return text;
}

inline const catalog& shipped()
{
    static const catalog all = [] {
        auto loaded = load_catalog(source_directory + "/lists.d");
        if (!loaded) throw std::runtime_error(said(loaded.error()));
        return *loaded;
    }();
    return all;
}

inline const blocklist& shipped(const char* id)
{
    const blocklist* const list = shipped().find(id);
    if (list == nullptr) throw std::runtime_error(std::string("no list ") + id);
    return *list;
}

}  // namespace offlist::test
