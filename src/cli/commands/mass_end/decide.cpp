// `offlist mass-end decide END --as DECISION`
#include <accounts/account.hpp>
#include <api/json/mass_text.hpp>
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <services/decide_mass_end.hpp>
#include <utility>

#include "cli/commands/mass_end/mass_end.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/words.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct mass_end_decide_command {
    config::overrides from;
    std::string id;
    std::string decision;
    std::string reason;

    exit_status run(console& out) const
    {
        const auto number = id_of("end", id);
        if (!number) return refuse({number.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        services::decide_mass_end decide{.id = *number,
                                         .end = decision == "end",
                                         .by = command_line_actor(reason),
                                         .policy = opened->with.service.delisting};
        const auto done = opened->db->write_now(std::move(decide));
        if (!done) return refuse({done.error()});
        if (!done->now)
            return refuse(
                {{.what = "there is no mass end " + quoted(id), .expected = "one that offlist mass-end list shows"}});
        if (done->decided_before)
            return refuse({{.what = public_id("end", *number) + " was decided already, by " +
                                    escaped(done->now->decided_by) + ": " + done->now->decision,
                            .expected = "one that offlist mass-end list --state open shows"}});
        if (out.json()) {
            nlohmann::json shown = api::json_of(*done->now);
            shown["ended"] = done->ended;
            out.print(shown.dump());
        } else if (decision == "end") {
            out.print(public_id("end", *number) + ": " +
                      counted(static_cast<std::uint64_t>(done->ended), "delisting has ended, and its fee went back",
                              "delistings have ended, and their fees went back"));
        } else {
            out.print(public_id("end", *number) + ": they go on");
        }
        return exit_status::ok;
    }
};

}  // namespace

void add_mass_end_decide(command& group)
{
    auto [decide, what] = group.add<mass_end_decide_command>("decide", "say whether they end");
    add_store_flags(decide, what.from);
    decide.word("id", what.id, "such as end_12").takes("END");
    decide.flag("--as", what.decision, "end (they do, and the fees go back) or keep (they go on)")
        .required()
        .one_of({"end", "keep"})
        .takes("DECISION");
    decide.flag("--reason", what.reason, "for the audit log and the history of each delisting")
        .required()
        .takes("TEXT");
}

}  // namespace offlist::cli
