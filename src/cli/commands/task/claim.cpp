// `offlist task claim TASK`
#include <accounts/account.hpp>
#include <api/json/delisting_text.hpp>
#include <nlohmann/json.hpp>
#include <services/claim_task.hpp>
#include <utility>

#include "cli/commands/task/opened_tasks.hpp"
#include "cli/commands/task/task.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

void print_task(const services::prefilled_task& p, console& out)
{
    out.print(public_id("tsk", p.what.id) + ": " + p.what.subject +
              (p.what.contested != 0 ? std::string(", contested, ") : " on " + p.what.blocklist + ", ") + p.what.state);
    if (!p.brief.url.empty()) out.print(p.brief.url);
    out.print("");
    out.print(p.brief.instructions);
    out.print(p.brief.request);
}

struct task_claim_command {
    config::overrides from;
    std::string id;

    exit_status run(console& out) const
    {
        const auto number = id_of("tsk", id);
        if (!number) return refuse({number.error()});
        const auto tasks = open_tasks(from);
        if (!tasks) return refuse(tasks.error());
        services::claim_task claim{.id = *number,
                                   .by = command_line_actor("on the command line"),
                                   .policy = tasks->in.with.service.delisting,
                                   .lists = tasks->lists};
        const auto claimed = task_after(tasks->in.db->write_now(std::move(claim)), id);
        if (!claimed) return refuse({claimed.error()});
        if (out.json())
            out.print(api::json_of(*claimed).dump());
        else
            print_task(*claimed, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_task_claim(command& group)
{
    auto [claim, what] = group.add<task_claim_command>("claim", "take one on; prints what to do");
    add_store_flags(claim, what.from);
    claim.word("id", what.id, "such as tsk_12").takes("TASK");
}

}  // namespace offlist::cli
