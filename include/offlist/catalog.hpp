// catalog.hpp: all blocklists that this installation knows, and the zones that are known to be dead.
//
// Loaded once as a whole or not at all; immutable afterwards, so safe from any thread.
//
// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <filesystem>
#include <map>
#include <offlist/blocklist.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace offlist {

/// A list that closed. Enabling it, or naming its zone in a definition, is an error that tells its history.
struct retired_list {
    std::string id;                  ///< what it was called by
    std::vector<std::string> zones;  ///< under which it was asked
    std::string since;               ///< "2024-06-05", "2013" or empty when nobody knows
    std::string history;             ///< what happened, in a sentence
};

/// What the configuration says about lists.
struct catalog_options {
    std::map<std::string, std::string> keys;  ///< list id → key, filled into {key}; a list that gets its key is enabled
    std::vector<std::string> enable;          ///< ids switched on
    std::vector<std::string> disable;         ///< ids switched off; wins over enable
    /// Ids whose terms of use the operator of this installation has settled, so that nobody warns of them again. Only
    /// looked at: each must be a list.
    std::vector<std::string> acknowledge;
};

/// All definitions of an installation. load_catalog() makes one from files.
class catalog {
public:
    catalog() = default;  ///< knows nothing
    /// From definitions that were read already; sorts them by id.
    catalog(std::vector<blocklist> lists, std::vector<retired_list> retired);

    /// Every definition, sorted by id, enabled or not.
    [[nodiscard]] const std::vector<blocklist>& lists() const { return lists_; }
    /// Lists that closed.
    [[nodiscard]] const std::vector<retired_list>& retired() const { return retired_; }
    /// Null when there is none with this id. Valid as long as the catalogue.
    [[nodiscard]] const blocklist* find(std::string_view id) const;
    /// The same for lists that closed, by id or by one of their zones.
    [[nodiscard]] const retired_list* find_retired(std::string_view id_or_zone) const;
    /// Those that are on, sorted by id.
    [[nodiscard]] std::vector<blocklist> enabled() const;

    /// The lists with these ids, whether enabled or not. Problems: an unknown id (names the nearest), a retired one
    /// (tells its history), one whose key is missing (says how to give it).
    [[nodiscard]] loaded<std::vector<blocklist>> pick(const std::vector<std::string>& ids) const;

private:
    std::vector<blocklist> lists_;
    std::vector<retired_list> retired_;
};

/// Reads every *.toml of `directory`. All problems of all files are reported together and nothing is half-loaded.
[[nodiscard]] loaded<catalog> load_catalog(const std::filesystem::path& directory, const catalog_options& options = {});

}  // namespace offlist
