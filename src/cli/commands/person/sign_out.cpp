// `offlist person sign-out EMAIL`
#include <services/people/change_person.hpp>
#include <string>
#include <utility>

#include "cli/commands/person/person.hpp"
#include "cli/commands/person/person_link.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct person_sign_out_command {
    config::overrides from;
    std::string email;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto who = person_with(*opened->db, email);
        if (!who) return refuse({who.error()});
        services::end_sign_ins end{.person = who->id, .id = 0, .by = command_line_actor("on the command line")};
        const auto done = opened->db->write_now(std::move(end));
        if (!done) return refuse({done.error()});
        out.print(who->email + ": " + std::to_string(*done) +
                  (*done == 1 ? " sign-in has ended" : " sign-ins have ended"));
        return exit_status::ok;
    }
};

}  // namespace

void add_person_sign_out(command& group)
{
    auto [end, what] = group.add<person_sign_out_command>("sign-out", "ends all sign-ins of somebody");
    add_store_flags(end, what.from);
    end.word("email", what.email, "her address").takes("EMAIL");
}

}  // namespace offlist::cli
