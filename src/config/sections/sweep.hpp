// sweep.hpp: the section [sweep] of offlist.toml: when everything is asked again, and what is believed.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

/// How the schedule is kept is told in monitor/.
struct sweep_config {
    std::chrono::seconds interval{std::chrono::hours(6)};
    std::chrono::seconds listed_interval{std::chrono::minutes(15)};
    std::chrono::seconds confirm_after{std::chrono::minutes(10)};
    int confirm_answers = 2;
    int confirm_of = 3;
    std::uint64_t mass_subjects = 20;   ///< a mass change: so many subjects …
    std::uint64_t mass_accounts = 3;    ///< … of so many accounts …
    double mass_share = 0.05;           ///< … and this share of what the list was asked, where they appear,
    double mass_closing_share = 0.25;   ///< or of its open listings, where they go
    std::filesystem::path budget_file;  ///< empty: budget beside the SQLite file, or in the working directory
    std::optional<std::chrono::milliseconds> probe_every;  ///< how often a long sweep tests its lists again
    bool allow_special_addresses = false;
};

/// Notes: a number or span out of range.
void read_sweep(toml_section& s, const reading& how, sweep_config& into);

}  // namespace offlist::config
