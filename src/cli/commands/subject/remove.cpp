// `offlist subject remove SUBJECT-ID`
#include <core/quoted.hpp>

#include "cli/all_pages.hpp"
#include "cli/commands/subject/subject.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct subject_remove_command {
    config::overrides from;
    std::string id;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto number = id_of("sub", id);
        if (!number) return refuse({number.error()});
        const auto by = command_line_actor("removed on the command line");
        const auto done = awaited(store::subject_table(*opened->db).remove(*number, std::nullopt, by));
        if (!done) return refuse({done.error()});
        if (!*done)
            return refuse(
                {{.what = "there is no subject " + quoted(id), .expected = "one that offlist subject list shows"}});
        out.print(public_id("sub", *number) + " is watched no longer");
        return exit_status::ok;
    }
};

}  // namespace

void add_subject_remove(command& group)
{
    auto [remove, what] = group.add<subject_remove_command>("remove", "watch it no longer; its history stays");
    add_store_flags(remove, what.from);
    remove.word("id", what.id, "such as sub_12").takes("SUBJECT-ID");
}

}  // namespace offlist::cli
