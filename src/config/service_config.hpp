// service_config.hpp: the sections of offlist.toml that the daemon and the commands beside it use, as values.
//
// Values only; safe from any thread. config.hpp reads them.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <delisting/policy.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/mail_config.hpp"

namespace offlist::config {

struct store_config {
    std::string url;  ///< sqlite:FILE (made absolute) or postgresql://…; a secret, since it may hold a password
    int readers = 2;
};

struct http_config {
    boost::asio::ip::tcp::endpoint listen{boost::asio::ip::make_address_v4("127.0.0.1"), 8080};
    std::optional<std::filesystem::path> tls_certificate;  ///< PEM, with its chain; set if and only if tls_key is
    std::optional<std::filesystem::path> tls_key;          ///< PEM
    std::vector<std::string> trusted_proxies;  ///< addresses and CIDR ranges whose X-Forwarded-For is believed
    bool metrics_open = false;  ///< /metrics for everybody; else from loopback, and with a token of staff
};

/// The schedule. How it is kept is told in monitor/.
struct schedule_config {
    std::chrono::seconds interval{std::chrono::hours(6)};
    std::chrono::seconds listed_interval{std::chrono::minutes(15)};
    std::chrono::seconds confirm_after{std::chrono::minutes(10)};
    int confirm_answers = 2;
    int confirm_of = 3;
    std::uint64_t mass_subjects = 20;   ///< a mass change: so many subjects …
    std::uint64_t mass_accounts = 3;    ///< … of so many accounts …
    double mass_share = 0.05;           ///< … and this share of what the list was asked
    std::filesystem::path budget_file;  ///< empty: budget beside the SQLite file, or in the working directory
};

enum class log_format : bool { text, json };
enum class log_level : std::uint8_t { error, warning, info, debug };

struct log_config {
    log_format format = log_format::text;
    log_level level = log_level::info;
};

struct service_config {
    store_config store;
    http_config http;
    schedule_config schedule;
    delisting_policy delisting;
    std::optional<std::filesystem::path> prices;  ///< the price book
    std::optional<mail_config> mail;              ///< none: nothing is mailed
    log_config log;
    std::chrono::milliseconds drain{20'000};  ///< what a stop may take
};

}  // namespace offlist::config
