// `offlist delisting end` and `offlist delisting put-back`
#include <accounts/account.hpp>
#include <services/correct_delisting.hpp>
#include <utility>

#include "cli/commands/delisting/delisting.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

exit_status correct(const config::overrides& from, const std::string& id, services::correction what,
                    const std::string& reason, console& out)
{
    const auto number = id_of("del", id);
    if (!number) return refuse({number.error()});
    const auto opened = open_store_of(from);
    if (!opened) return refuse(opened.error());
    services::correct_delisting correction{
        .id = *number, .what = what, .by = command_line_actor(reason), .policy = opened->with.service.delisting};
    const auto done = opened->db->write_now(std::move(correction));
    if (!done) return refuse({done.error()});
    if (done->what == services::cancelling::no_such_job) return refuse({no_such_delisting(id)});
    if (done->what == services::cancelling::refused)
        return refuse({{.what = done->why, .expected = "one whose state allows it"}});
    print_moved(*done, out);
    return exit_status::ok;
}

struct delisting_end_command {
    config::overrides from;
    std::string id;
    std::string reason;

    exit_status run(console& out) const { return correct(from, id, services::correction::end, reason, out); }
};

struct delisting_put_back_command {
    config::overrides from;
    std::string id;
    std::string reason;

    exit_status run(console& out) const { return correct(from, id, services::correction::put_back, reason, out); }
};

}  // namespace

void add_delisting_end(command& group)
{
    auto [end, what] = group.add<delisting_end_command>("end", "end one at any state; the fee goes back");
    add_store_flags(end, what.from);
    end.word("id", what.id, "such as del_12").takes("DELISTING");
    end.flag("--reason", what.reason, "what the customer reads, and for the audit log").takes("TEXT").required();
}

void add_delisting_put_back(command& group)
{
    auto [put_back, what] = group.add<delisting_put_back_command>(
        "put-back", "put one back to its beginning: nothing reached the operator, and the request is to be made");
    add_store_flags(put_back, what.from);
    put_back.word("id", what.id, "such as del_12").takes("DELISTING");
    put_back.flag("--reason", what.reason, "for its history and the audit log").takes("TEXT").required();
}

}  // namespace offlist::cli
