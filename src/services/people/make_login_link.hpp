// make_login_link.hpp: use cases: a link that lets somebody in once, asked for by mail, by the host's panel, or by a
// command.
//
// Transactions, as database::write() takes them; on the thread of the job. The store's own failures are thrown, and
// undo everything.
#pragma once
#include <accounts/person.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/engine/database.hpp>
#include <string>

namespace offlist::services {

/// How many links a person is mailed in an hour.
inline constexpr int most_mailed_links = 5;

struct mailed_link {
    person who;
    std::string secret;
    std::string code;  ///< for the window that asked
};

/// Whoever asks is answered alike; this decides what is mailed.
struct mail_login_link {
    std::string email;     ///< as canonical_email() gives it
    std::string asked_by;  ///< hexadecimal SHA-256 of the cookie of the window that asked
    std::string return_to;
    std::chrono::sys_seconds at{};

    /// None: nobody with this address may sign in, or was sent enough of them in the last hour, or is of the host,
    /// whose people a mailbox alone does not let in (OWASP ASVS 5.0, 6.3.3).
    [[nodiscard]] parsed<std::optional<mailed_link>> operator()(soci::session& s) const;
};

enum class link_refusal : std::uint8_t {
    no_account,  ///< there is none, or it is terminated
    no_person,
    of_host,  ///< a panel never lets anybody in who may do more than its customer
};

struct made_link {
    person who;
    std::optional<link_refusal> refused;
    std::string secret;
};

/// For a customer who is signed in at the host's own panel.
struct make_panel_link {
    std::int64_t account = 0;
    std::string email;  ///< as canonical_email() gives it; empty: the account's own
    std::string return_to;
    store::actor by;

    /// Makes the person, as the owner of the account, if she is not of it yet.
    [[nodiscard]] parsed<made_link> operator()(soci::session& s) const;
};

/// Printed on the host's machine, where whoever calls could do all that the link lets her do.
struct make_command_link {
    std::string email;  ///< as canonical_email() gives it
    store::actor by;

    [[nodiscard]] parsed<made_link> operator()(soci::session& s) const;
};

}  // namespace offlist::services
