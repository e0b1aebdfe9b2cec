// `offlist mass-change decide CHANGE --as DECISION`
#include <accounts/account.hpp>
#include <api/json/mass_text.hpp>
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <services/decide_mass_change.hpp>
#include <utility>

#include "cli/commands/mass_change/mass_change.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct mass_change_decide_command {
    config::overrides from;
    std::string id;
    std::string decision;
    std::string reason;

    exit_status run(console& out) const
    {
        const auto number = id_of("mass", id);
        if (!number) return refuse({number.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        services::decide_mass_change decide{
            .id = *number,
            .what = decision == "release" ? mass_decision::release : mass_decision::dismiss,
            .by = command_line_actor(reason)};
        const auto done = opened->db->write_now(std::move(decide));
        if (!done) return refuse({done.error()});
        if (done->what == store::deciding::no_such_change)
            return refuse({{.what = "there is no mass change " + quoted(id),
                            .expected = "one that offlist mass-change list shows"}});
        if (done->what == store::deciding::decided_before)
            return refuse({{.what = public_id("mass", *number) + " is " + std::string(api::state_of(done->now)) +
                                    " already, by " + escaped(done->now.decided_by),
                            .expected = "one that offlist mass-change list --state open shows"}});
        if (out.json())
            out.print(api::json_of(done->now).dump());
        else
            out.print(public_id("mass", *number) + " is " + std::string(api::state_of(done->now)) +
                      "; a daemon that runs takes it up within a minute");
        return exit_status::ok;
    }
};

}  // namespace

void add_mass_change_decide(command& group)
{
    auto [decide, what] = group.add<mass_change_decide_command>("decide", "say whether it is true");
    add_store_flags(decide, what.from);
    decide.word("id", what.id, "such as mass_12").takes("CHANGE");
    decide.flag("--as", what.decision, "release (it is true) or dismiss (the list erred)")
        .required()
        .one_of({"release", "dismiss"})
        .takes("DECISION");
    decide.flag("--reason", what.reason, "for the audit log").required().takes("TEXT");
}

}  // namespace offlist::cli
