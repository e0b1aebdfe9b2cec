// `offlist delisting cancel DELISTING --reason TEXT`
#include <accounts/account.hpp>
#include <services/cancel_delisting.hpp>
#include <utility>

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
        services::cancel_delisting cancel{.id = *number,
                                          .only_of = std::nullopt,
                                          .by = command_line_actor(reason),
                                          .policy = opened->with.service.delisting};
        const auto done = opened->db->write_now(std::move(cancel));
        if (!done) return refuse({done.error()});
        if (done->what == services::cancelling::no_such_job) return refuse({no_such_delisting(id)});
        if (done->what == services::cancelling::refused)
            return refuse({{.what = done->why, .expected = "one that is awaiting_funds or held"}});
        print_moved(*done, out);
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
