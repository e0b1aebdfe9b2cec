// `offlist task`: the group, and what its commands share.
#include "cli/commands/task/task.hpp"

#include <config/settings.hpp>
#include <core/quoted.hpp>
#include <utility>

#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* task_help =
    R"(claim prints what to do, with link and text; the claim lasts for [delisting] claim_timeout, then somebody else may take it.
complete says what became of it: submitted, or rejected with a note that the customer reads (the fee then goes back).

Examples:
  offlist task list
  offlist task claim tsk_3
  offlist task complete tsk_3 --outcome submitted --note "form sent, ticket 4711"
  offlist task complete tsk_3 --outcome rejected --note "the operator wants the network's owner to ask")";

}  // namespace

void add_task(command program)
{
    command group = program.add_group("task", "what staff must do by hand: list, claim, complete", task_help);
    add_task_list(group);
    add_task_claim(group);
    add_task_complete(group);
}

loaded<opened_tasks> open_tasks(const config::overrides& from)
{
    auto opened = open_store_of(from);
    if (!opened) return opened.error();
    auto lists = config::load_lists(from, opened->with);
    if (!lists) return lists.error();
    opened_tasks all;
    all.in = std::move(*opened);
    all.lists = std::move(lists->all);
    return all;
}

parsed<services::prefilled_task> work_on_task(const opened_tasks& tasks, const std::string& id, const task_work& work)
{
    using worked = std::optional<store::worked_task>;
    auto transaction = [&](soci::session& s) -> parsed<std::pair<worked, services::prefilled_task>> {
        worked done = work(s);
        services::prefilled_task shown;
        if (done) shown = services::prefilled(s, done->now, tasks.lists);
        return std::pair(std::move(done), std::move(shown));
    };
    auto done = tasks.in.db->write_now(std::move(transaction));
    if (!done) return done.error();
    auto& [result, shown] = *done;
    if (!result)
        return problem{.what = "there is no task " + quoted(id), .expected = "one that offlist task list shows"};
    if (result->refused) return problem{.what = result->refused->why};
    return std::move(shown);
}

}  // namespace offlist::cli
