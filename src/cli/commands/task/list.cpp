// `offlist task list`
#include <accounts/account.hpp>
#include <api/json/delisting_text.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <services/prefilled_task.hpp>

#include "cli/commands/task/opened_tasks.hpp"
#include "cli/commands/task/task.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

using services::prefilled_task;

struct task_list_command {
    config::overrides from;

    exit_status run(console& out) const
    {
        const auto tasks = open_tasks(from);
        if (!tasks) return refuse(tasks.error());
        text_table table({{"task"}, {"delisting"}, {"what"}, {"subject"}, {"blocklist"}, {"state"}, {"since"}});
        store::page_request which;
        which.limit = store::longest_page;
        do {
            const auto page =
                tasks->in.db->read_now(services::list_tasks{.filter = {}, .which = which, .lists = tasks->lists});
            if (!page) return refuse({page.error()});
            for (const prefilled_task& p : page->items) {
                if (out.json()) {
                    out.print(api::json_of(p).dump());
                    continue;
                }
                table.add({{public_id("tsk", p.what.id)},
                           {p.what.delisting != 0 ? public_id("del", p.what.delisting) : std::string("-")},
                           {std::string(to_string(p.what.kind))},
                           {p.what.subject},
                           {p.what.blocklist},
                           {p.what.claimed_by ? "claimed by " + escaped(*p.what.claimed_by) : p.what.state},
                           {timestamp(p.what.created_at)}});
            }
            which.cursor = page->next;
        } while (which.cursor);
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_task_list(command& group)
{
    auto [list, what] = group.add<task_list_command>("list", "tasks that are not done, oldest first");
    add_store_flags(list, what.from);
}

}  // namespace offlist::cli
