#include "config/sections/mail.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <core/quoted.hpp>
#include <outbound/mail_message.hpp>
#include <utility>

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;
using outbound::smtp_security;

constexpr std::pair<std::string_view, smtp_security> securities[] = {
    {"starttls", smtp_security::starttls}, {"tls", smtp_security::tls}, {"none", smtp_security::none}};
constexpr auto longest_mail = 240s;  // less than half of a worker's lease

std::uint16_t usual_port(smtp_security s)
{
    switch (s) {
        case smtp_security::starttls:
            return 587;  // RFC 6409
        case smtp_security::tls:
            return 465;  // RFC 8314
        case smtp_security::none:
            return 25;
    }
    return 25;
}

bool is_this_machine(const std::string& server)
{
    boost::system::error_code no_address;
    const auto address = boost::asio::ip::make_address(server, no_address);
    return server == "localhost" || (!no_address && address.is_loopback());
}

bool is_name(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
}

// name, name:port, address, address:port, [address], [address]:port. False: none of them.
bool read_server(std::string_view text, outbound::smtp_options& into)
{
    boost::system::error_code no_address;
    (void)boost::asio::ip::make_address(std::string(text), no_address);
    std::string_view port;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos) return false;
        into.server = text.substr(1, close - 1);
        port = text.substr(close + 1);
        (void)boost::asio::ip::make_address(into.server, no_address);
        if (no_address) return false;
    } else if (!no_address) {
        into.server = text;
    } else {
        into.server = text.substr(0, text.find(':'));
        port = text.substr(into.server.size());
        if (!is_name(into.server)) return false;
    }
    if (port.empty()) return true;
    port.remove_prefix(1);
    const auto read = std::from_chars(port.data(), port.data() + port.size(), into.port);
    return read.ec == std::errc() && read.ptr == port.data() + port.size() && into.port != 0;
}

std::string read_address(toml_section& s, std::string_view key)
{
    auto text = s.text(key).value_or("");
    if (const auto address = outbound::mail_address(text); !text.empty() && !address)
        s.complain(key, std::string(key) + ": " + address.error().what, address.error().expected);
    return text;
}

void read_login(toml_section& s, const reading& how, outbound::smtp_options& into)
{
    into.user = s.text("user").value_or("");
    const auto from = s.text("password");
    if (into.user.empty() != !from)
        return s.complain(from ? "password" : "user", "user and password belong together", "both, or neither");
    if (!from) return;
    into.password = secret_of(s, "password", how, "the password");
    if (into.security == smtp_security::none && !is_this_machine(into.server))
        s.complain("security", "the password would leave this machine unencrypted",
                   R"(security = "starttls" or "tls")");
}

}  // namespace

void read_mail(toml_section& s, const reading& how, std::optional<mail_config>& into)
{
    mail_config mail;
    mail.smtp.security = s.word<smtp_security>("security", securities).value_or(mail.smtp.security);
    mail.smtp.port = usual_port(mail.smtp.security);
    const auto server = s.required_text("server", "smtp.example.org");
    if (!server.empty() && !read_server(server, mail.smtp))
        s.complain("server", "server: " + quoted(server) + " is no mail server",
                   "as in smtp.example.org or smtp.example.org:587");
    if (!s.has("from")) s.complain("from", "from is missing", R"(from = "Delisting <delisting@example.org>")");
    mail.from = read_address(s, "from");
    mail.reply_to = read_address(s, "reply_to");
    if (const auto file = path_of(s, "ca_file", how.directory)) mail.smtp.ca_file = file->string();
    mail.smtp.timeout = duration_of(s, "timeout", 1s, longest_mail).value_or(mail.smtp.timeout);
    read_login(s, how, mail.smtp);
    into = std::move(mail);
}

}  // namespace offlist::config
