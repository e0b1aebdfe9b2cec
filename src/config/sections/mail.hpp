// mail.hpp: the section [mail] of offlist.toml: through which server mail leaves, and from whom.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <optional>
#include <outbound/smtp_options.hpp>
#include <string>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct mail_config {
    outbound::smtp_options smtp;
    std::string from;      ///< as in `Delisting <delisting@example.org>`
    std::string reply_to;  ///< the same; empty: from
    bool operator==(const mail_config&) const = default;
};

/// Notes: no server or sender, an address that is none, a login that would leave this machine unencrypted. The password
/// is empty unless secrets are resolved.
void read_mail(toml_section& s, const reading& how, std::optional<mail_config>& into);

}  // namespace offlist::config
