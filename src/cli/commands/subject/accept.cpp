// `offlist subject accept SUBJECT-ID --reason TEXT`
#include <core/quoted.hpp>
#include <services/accounts/prove_subject.hpp>
#include <sweep/inventory_size.hpp>

#include "cli/commands/subject/subject.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct subject_accept_command {
    config::overrides from;
    std::string id;
    std::string reason;

    exit_status run(console& out) const
    {
        const auto number = id_of("sub", id);
        if (!number) return refuse({number.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const services::accept_subject accept{
            .id = *number, .capacity = most_subjects, .by = command_line_actor(reason)};
        const auto done = opened->db->write_now(accept);
        if (!done) return refuse({done.error()});
        if (!done->now)
            return refuse(
                {{.what = "there is no subject " + quoted(id), .expected = "one that offlist subject list shows"}});
        if (done->what == store::proving::contested)
            return refuse({{.what = "another account has " + quoted(done->now->text),
                            .expected = "a decision: there is a task now, see offlist task list"}});
        if (done->what == store::proving::no_room)
            return refuse({{.what = "all accounts together would have more subjects than can be monitored"}});
        out.print(public_id("sub", *number) + " is watched from now on");
        return exit_status::ok;
    }
};

}  // namespace

void add_subject_accept(command& group)
{
    auto [accept, what] =
        group.add<subject_accept_command>("accept", "watch a pending one: you say that its account holds it");
    add_store_flags(accept, what.from);
    accept.word("id", what.id, "such as sub_12").takes("SUBJECT-ID");
    accept.flag("--reason", what.reason, "how you know, for the audit log").takes("TEXT").required();
}

}  // namespace offlist::cli
