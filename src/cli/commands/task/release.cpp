// `offlist task release TASK`
#include <accounts/account.hpp>
#include <api/json/delisting_text.hpp>
#include <nlohmann/json.hpp>
#include <services/release_task.hpp>
#include <utility>

#include "cli/commands/task/opened_tasks.hpp"
#include "cli/commands/task/task.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct task_release_command {
    config::overrides from;
    std::string id;
    std::string sent = "unknown";
    std::string note;

    exit_status run(console& out) const
    {
        const auto number = id_of("tsk", id);
        if (!number) return refuse({number.error()});
        const auto tasks = open_tasks(from);
        if (!tasks) return refuse(tasks.error());
        services::release_task release{.id = *number,
                                       .what = sent == "no" ? store::given_back::not_sent : store::given_back::unsure,
                                       .note = note,
                                       .by = command_line_actor(note.empty() ? "on the command line" : note),
                                       .policy = tasks->in.with.service.delisting,
                                       .lists = tasks->lists};
        const auto released = task_after(tasks->in.db->write_now(std::move(release)), id);
        if (!released) return refuse({released.error()});
        if (out.json())
            out.print(api::json_of(*released).dump());
        else
            out.print(public_id("tsk", *number) + " is " + released->what.state + " again, for whoever takes it");
        return exit_status::ok;
    }
};

}  // namespace

void add_task_release(command& group)
{
    auto [release, what] = group.add<task_release_command>("release", "give it back: others may take it on now");
    add_store_flags(release, what.from);
    release.word("id", what.id, "such as tsk_12").takes("TASK");
    release.flag("--sent", what.sent, "whether the operator was asked: no, or unknown (the default)")
        .one_of({"no", "unknown"})
        .takes("WHETHER");
    release.flag("--note", what.note, "for its history").takes("TEXT");
}

}  // namespace offlist::cli
