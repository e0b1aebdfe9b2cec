// removal_details.hpp: what a program needs to carry a removal out: forms and words of [blocklist.removal] that the
// public library does not tell, since only the service sends anything.
//
// Values only; safe from any thread. load_removal_details() reads the directory of definitions again.
#pragma once
#include <filesystem>
#include <map>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace offlist {

/// A form without a captcha that offlist may send by itself. Its texts may hold the words of docs/LISTS.md in braces.
struct removal_form {
    std::string url;                                          ///< where it is sent
    bool post = true;                                         ///< else the fields go into the url
    std::vector<std::pair<std::string, std::string>> fields;  ///< name and value, by name
    std::string expect;                                       ///< what the answer says when the request was taken
    std::string refused;  ///< what it says when the operator will not do it; empty: not known
    int redirects = 0;    ///< followed to the page that says so
};

/// What a request by e-mail says. Empty: the usual words.
struct removal_message {
    std::string subject;
    std::string text;
};

struct removal_details {
    std::optional<removal_form> form;  ///< for web_form: sent by offlist; none: a person fills the page in
    removal_message message;           ///< for email
};
/// By list.
using removal_catalog = std::map<std::string, removal_details, std::less<>>;

/// Those of every *.toml of `directory`. Problems: as load_catalog().
[[nodiscard]] loaded<removal_catalog> load_removal_details(const std::filesystem::path& directory);

}  // namespace offlist
