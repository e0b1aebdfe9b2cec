// resolver_table.hpp: real resolvers as people run them, with the settings that make them useless for blocklists, and
// what must come of it.
//
// Needs the programs of real_servers.hpp.
#pragma once
#include <memory>
#include <string>
#include <support/real_servers.hpp>
#include <vector>

namespace offlist::test {

/// What may be believed of a resolver.
enum class resolver_fate : std::uint8_t {
    right,    ///< everything
    removes,  ///< nothing: it takes answers away
    refuses,  ///< nothing: it refuses
    silent,   ///< nothing: it does not answer
};

struct resolver_case {
    std::string name;
    std::unique_ptr<real_resolver> (*make)(const std::vector<real_resolver::zone>& zones, const std::string& config);
    std::string config;  ///< in its own words
    std::string each;    ///< a word of it for each zone, `{zone}` in it
    std::string behind;  ///< what follows these
    resolver_fate fate = resolver_fate::right;
    std::string why;  ///< part of what a person is told of it

    [[nodiscard]] std::string config_for(const std::vector<real_resolver::zone>& zones) const;
    [[nodiscard]] std::unique_ptr<real_resolver> start(const std::vector<real_resolver::zone>& zones) const;
    /// Its name in letters, digits and underscores, for a test of each.
    [[nodiscard]] std::string test_name() const;
    /// As it is before somebody changes it to be this.
    [[nodiscard]] std::unique_ptr<real_resolver> start_plain(const std::vector<real_resolver::zone>& zones) const;
};

[[nodiscard]] const std::vector<resolver_case>& resolver_table();

}  // namespace offlist::test
