// `offlist task complete TASK --outcome OUTCOME`
#include <accounts/account.hpp>
#include <api/json/delisting_text.hpp>
#include <nlohmann/json.hpp>
#include <services/complete_task.hpp>
#include <utility>

#include "cli/commands/task/opened_tasks.hpp"
#include "cli/commands/task/task.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct task_complete_command {
    config::overrides from;
    std::string id;
    std::string outcome;
    std::string note;

    exit_status run(console& out) const
    {
        const auto number = id_of("tsk", id);
        if (!number) return refuse({number.error()});
        const auto tasks = open_tasks(from);
        if (!tasks) return refuse(tasks.error());
        if (outcome == "rejected" && note.find_first_not_of(" \t") == std::string::npos)
            return refuse({{.what = "--outcome rejected without --note",
                            .expected = "--note TEXT: why, in words that the customer will read"}});
        services::complete_task complete{.id = *number,
                                         .outcome = outcome == "submitted"  ? store::task_outcome::submitted
                                                    : outcome == "rejected" ? store::task_outcome::rejected
                                                                            : store::task_outcome::granted,
                                         .note = note,
                                         .by = command_line_actor("on the command line"),
                                         .policy = tasks->in.with.service.delisting,
                                         .lists = tasks->lists};
        const auto completed = task_after(tasks->in.db->write_now(std::move(complete)), id);
        if (!completed) return refuse({completed.error()});
        if (out.json())
            out.print(api::json_of(*completed).dump());
        else
            out.print(public_id("tsk", *number) + " is done: " + outcome);
        return exit_status::ok;
    }
};

}  // namespace

void add_task_complete(command& group)
{
    auto [complete, what] = group.add<task_complete_command>("complete", "say what became of it");
    add_store_flags(complete, what.from);
    complete.word("id", what.id, "such as tsk_12").takes("TASK");
    complete.flag("--outcome", what.outcome, "submitted or rejected; of a conflict granted or rejected")
        .required()
        .one_of({"submitted", "rejected", "granted"})
        .takes("OUTCOME");
    complete.flag("--note", what.note, "what was sent, or why not: the customer reads the latter").takes("TEXT");
}

}  // namespace offlist::cli
