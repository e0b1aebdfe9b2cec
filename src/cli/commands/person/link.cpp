// `offlist person link EMAIL`
#include <api/login_page.hpp>
#include <services/people/make_login_link.hpp>
#include <utility>

#include "cli/commands/person/person.hpp"
#include "cli/commands/person/person_link.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct person_link_command {
    config::overrides from;
    std::string email;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto url = url_for_links(opened->with);
        if (!url) return refuse({url.error()});
        const auto who = person_with(*opened->db, email);
        if (!who) return refuse({who.error()});
        services::make_command_link link{.email = who->email, .by = command_line_actor("made on the command line")};
        const auto made = opened->db->write_now(std::move(link));
        if (!made) return refuse({made.error()});
        if (made->refused) return refuse({{.what = "she was removed just now", .expected = "offlist person invite"}});
        out.print(api::login_page(*url, made->secret));
        return exit_status::ok;
    }
};

}  // namespace

void add_person_link(command& group)
{
    auto [link, what] = group.add<person_link_command>(
        "link", "lets somebody sign in again; prints the link alone, which opens once, for ten minutes");
    add_store_flags(link, what.from);
    link.word("email", what.email, "of somebody who was invited").takes("EMAIL");
}

}  // namespace offlist::cli
