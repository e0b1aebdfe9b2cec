// `offlist person invite --email EMAIL --role ROLE`
#include <accounts/person.hpp>
#include <api/login_page.hpp>
#include <core/quoted.hpp>
#include <services/people/invite_person.hpp>
#include <utility>

#include "cli/commands/person/person.hpp"
#include "cli/commands/person/person_link.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct person_invite_command {
    config::overrides from;
    std::string email;
    std::string name;
    std::string role_name;
    std::optional<std::string> account;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto url = url_for_links(opened->with);
        if (!url) return refuse({url.error()});
        auto wanted = order();
        if (!wanted) return refuse({wanted.error()});
        const auto made = opened->db->write_now(std::move(*wanted));
        if (!made) return refuse({made.error()});
        if (!*made)
            return refuse({{.what = "there is no active account " + quoted(account.value_or("")),
                            .expected = "one that offlist account list shows as active"}});
        out.print(api::login_page(*url, (*made)->secret));
        return exit_status::ok;
    }

    [[nodiscard]] parsed<services::invite_person> order() const
    {
        services::invite_person wanted;
        const auto address = canonical_email(email);
        if (!address) return address.error();
        wanted.email = *address;
        wanted.name = name;
        // `customer` is the word of tokens; whoever is invited first is the owner
        wanted.role = role_name == "customer" ? membership_role::owner
                                              : parse_membership_role(role_name).value();  // no other is let through
        if (account.has_value() == is_of_host(wanted.role))
            return account ? problem{.what = "--account with the role " + role_name,
                                     .expected =
                                         "--role owner, member or viewer, or no --account: staff and admins "
                                         "are the host's"}
                           : problem{.what = "somebody of an account without --account",
                                     .expected = "--account ID, as in acc_12"};
        if (account) {
            const auto number = id_of("acc", *account);
            if (!number) return number.error();
            wanted.account = *number;
        }
        wanted.by = command_line_actor("invited on the command line");
        return wanted;
    }
};

}  // namespace

void add_person_invite(command& group)
{
    auto [invite, what] = group.add<person_invite_command>(
        "invite", "somebody may sign in; prints the link alone, which opens once, for seven days");
    add_store_flags(invite, what.from);
    invite.flag("--email", what.email, "her address, by which she is known").required().takes("EMAIL");
    invite.flag("--role", what.role_name, "admin or staff of the host; owner, member or viewer of an account")
        .required()
        .one_of({"admin", "staff", "owner", "member", "viewer", "customer"})
        .takes("ROLE");
    add_account_flag(invite, what.account, "whose owner, member or viewer she is, such as acc_12");
    invite.flag("--name", what.name, "what she is called").takes("TEXT");
}

}  // namespace offlist::cli
