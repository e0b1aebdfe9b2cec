// `offlist person remove EMAIL`
#include <services/people/change_person.hpp>
#include <utility>

#include "cli/commands/person/person.hpp"
#include "cli/commands/person/person_link.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct person_remove_command {
    config::overrides from;
    std::string email;
    std::optional<std::string> account;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        services::remove_person removal;
        if (account) {
            const auto of = account_in(*opened->db, *account);
            if (!of) return refuse({of.error()});
            removal.account = of->id;
        }
        const auto who = person_with(*opened->db, email);
        if (!who) return refuse({who.error()});
        removal.person = who->id;
        removal.by = command_line_actor("removed on the command line");
        const auto done = opened->db->write_now(std::move(removal));
        if (!done) return refuse({done.error()});
        const std::string where = account ? *account : std::string("the host");
        if (done->refused != services::role_refusal::none)
            return refuse({{.what = who->email + " is not of " + where,
                            .expected = "an account that offlist person list shows her in"}});
        out.print(who->email + " is no longer of " + where);
        return exit_status::ok;
    }
};

}  // namespace

void add_person_remove(command& group)
{
    auto [remove, what] = group.add<person_remove_command>("remove", "somebody may sign in there no more");
    add_store_flags(remove, what.from);
    remove.word("email", what.email, "her address").takes("EMAIL");
    add_account_flag(remove, what.account, "from this account (default: from the host's staff)");
}

}  // namespace offlist::cli
