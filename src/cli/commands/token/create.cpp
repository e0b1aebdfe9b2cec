// `offlist token create --role ROLE`
#include <core/clock.hpp>
#include <core/quoted.hpp>
#include <services/accounts/issue_token.hpp>
#include <utility>

#include "cli/commands/token/token.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct token_create_command {
    config::overrides from;
    std::string role_name;
    std::optional<std::string> account;
    std::string name;
    std::optional<std::chrono::milliseconds> expires;
    bool read_only = false;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        auto wanted = order();
        if (!wanted) return refuse({wanted.error()});
        services::issue_token issue{.order = std::move(*wanted),
                                    .by = command_line_actor("created on the command line")};
        const auto made = opened->db->write_now(std::move(issue));
        if (!made) return refuse({made.error()});
        if (!*made)
            return refuse({{.what = "there is no active account " + quoted(account.value_or("")),
                            .expected = "one that offlist account list shows as active"}});
        out.print((*made)->text);
        return exit_status::ok;
    }

    [[nodiscard]] parsed<store::token_order> order() const
    {
        store::token_order wanted;
        wanted.role = parse_role(role_name).value();  // the command line lets no other through
        wanted.name = name.empty() ? "made on the command line" : name;
        wanted.read_only = read_only;
        if (expires) wanted.expires_at = real_clock().now_seconds() + std::chrono::ceil<std::chrono::seconds>(*expires);
        if (account.has_value() != (wanted.role == role::customer))
            return account ? problem{.what = "--account with a token of role " + role_name,
                                     .expected = "--role customer, or no --account: staff and admins see all"}
                           : problem{.what = "a customer's token without --account",
                                     .expected = "--account ID, as in acc_12"};
        if (account) {
            const auto number = id_of("acc", *account);
            if (!number) return number.error();
            wanted.account = *number;
        }
        return wanted;
    }
};

}  // namespace

void add_token_create(command& group)
{
    auto [create, what] = group.add<token_create_command>("create", "a new token; prints it alone, this once");
    add_store_flags(create, what.from);
    create.flag("--role", what.role_name, "admin, staff or customer")
        .required()
        .one_of({"admin", "staff", "customer"})
        .takes("ROLE");
    add_account_flag(create, what.account, "of a customer's token, such as acc_12");
    create.flag("--name", what.name, "what it is for; shown in lists and in the audit log").takes("TEXT");
    create.flag("--expires", what.expires, "valid for so long, such as 90d (default: for ever)");
    create.flag("--read-only", what.read_only, "it may look and not change");
}

}  // namespace offlist::cli
