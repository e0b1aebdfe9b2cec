// configuration.hpp: the configuration file, offlist.toml: read as a whole or not at all.
//
// Values, and a function that blocks for the file system; for one thread at a time.
#pragma once
#include <boost/asio/ip/udp.hpp>
#include <chrono>
#include <filesystem>
#include <map>
#include <offlist/catalog.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/service_config.hpp"

namespace offlist::config {

struct configuration {
    std::filesystem::path file;  ///< empty: none was read
    std::vector<boost::asio::ip::udp::endpoint> servers;
    std::optional<std::chrono::milliseconds> timeout;
    std::optional<int> tries;
    std::optional<int> in_flight;
    std::optional<std::filesystem::path> lists_directory;  ///< relative ones are taken from the file's directory
    catalog_options lists;                                 ///< the keys are secrets
    std::optional<std::chrono::milliseconds> probe_every;
    bool allow_special_addresses = false;
    service_config service;  ///< of the daemon and the commands beside it; the defaults where nothing is said
    std::map<std::string, int, std::less<>> lines;  ///< of "lists.keys.ID", "lists.enable" and "lists.disable"

    /// The same problems, those of load_catalog about [lists] with this file and the line.
    [[nodiscard]] problems placed(problems about_lists) const;
};

/// Problems: a file that cannot be read, no valid TOML, an unknown section or key (names the nearest), a value of
/// another type or out of range, a key whose variable or file is missing. They never hold a key.
[[nodiscard]] loaded<configuration> load_config(const std::filesystem::path& file);

/// The same for a text; `file` is for messages and relative paths.
[[nodiscard]] loaded<configuration> parse_config(std::string_view text, const std::filesystem::path& file);

}  // namespace offlist::config
