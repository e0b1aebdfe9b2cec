// `offlist delisting cancel DELISTING --reason TEXT`
#include <accounts/account.hpp>
#include <store/delistings/delisting_table.hpp>

#include "cli/commands/delisting/delisting.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct delisting_cancel_command {
    config::overrides from;
    std::string id;
    std::string reason;

    exit_status run(console& out) const
    {
        const auto number = id_of("del", id);
        if (!number) return refuse({number.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const store::actor by = command_line_actor(reason);
        auto work = [&, policy = opened->with.service.delisting](
                        soci::session& s) -> parsed<std::optional<store::applied_event>> {
            auto done = store::apply(s, *number, job_event::cancel{by.reason}, by.at, policy, by.who.name, by.reason);
            if (done && !done->refused) store::audit_log::note(s, by, "delisting.cancel", public_id("del", *number));
            return done;
        };
        const auto done = opened->db->write_now(std::move(work));
        if (!done) return refuse({done.error()});
        if (!*done) return refuse({no_such_delisting(id)});
        const store::applied_event& came = **done;
        if (came.refused)
            return refuse({{.what = came.refused->why, .expected = "one that is awaiting_funds or held"}});
        out.print(public_id("del", *number) + " is cancelled; " +
                  (came.now.held_at ? to_string(came.now.fee) + " went back" : std::string("nothing was held")));
        return exit_status::ok;
    }
};

}  // namespace

void add_delisting_cancel(command& group)
{
    auto [cancel, what] =
        group.add<delisting_cancel_command>("cancel", "end one while nothing was sent; the fee goes back");
    add_store_flags(cancel, what.from);
    cancel.word("id", what.id, "such as del_12").takes("DELISTING");
    cancel.flag("--reason", what.reason, "what the customer reads, and for the audit log").takes("TEXT").required();
}

}  // namespace offlist::cli
