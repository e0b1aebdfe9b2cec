// mail_config.hpp: the section [mail] of offlist.toml: through which server mail leaves, and from whom.
//
// Values, and a function that is used while a file is read.
#pragma once
#include <filesystem>
#include <optional>
#include <outbound/smtp_options.hpp>
#include <string>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct mail_config {
    outbound::smtp_options smtp;
    std::string from;      ///< as in `Delisting <delisting@example.org>`
    std::string reply_to;  ///< the same; empty: from
    bool operator==(const mail_config&) const = default;
};

/// Notes: no server or sender, an address that is none, a login that would leave this machine unencrypted.
void read_mail(toml_section& s, const std::filesystem::path& directory, std::optional<mail_config>& into);

}  // namespace offlist::config
