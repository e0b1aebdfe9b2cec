// mail_message.hpp: one mail of ours, and the octets that it becomes (RFC 5322, RFC 2045).
//
// Values and a pure function; safe from any thread. GMime does the encoding: its encoded words, folding and
// quoted-printable have met twenty years of other people's mail software. libcurl's own MIME writer encodes no headers.
#pragma once
#include <chrono>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>

namespace offlist::outbound {

struct mail_message {
    std::string from;        ///< one address, with a name or without: `Delisting <delisting@example.org>`
    std::string to;          ///< the same
    std::string reply_to;    ///< the same, or empty
    std::string subject;     ///< UTF-8, one line
    std::string text;        ///< UTF-8, with line feeds
    std::string message_id;  ///< without angle brackets: del_7.1@example.org
    std::chrono::sys_seconds date{};
};

/// What SMTP carries (RFC 5321 section 2.3.1).
struct mail_octets {
    std::string sender;     ///< address alone
    std::string recipient;  ///< address alone
    std::string content;    ///< lines end in CR LF
};

/// `user@example.org`, from an address with or without a name. Problems: no address, more than one, one that is not
/// ASCII, line breaks and other control characters.
[[nodiscard]] parsed<std::string> mail_address(std::string_view text);

/// Problems: those of its addresses; control characters in subject or id, so that no header can be smuggled in; a text
/// or subject that is not UTF-8.
[[nodiscard]] parsed<mail_octets> compose(const mail_message& what);

}  // namespace offlist::outbound
