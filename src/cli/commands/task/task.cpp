// `offlist task`: the group, and what its commands share.
#include "cli/commands/task/task.hpp"

#include <config/settings.hpp>
#include <core/quoted.hpp>
#include <offlist/catalog.hpp>
#include <services/claim_task.hpp>
#include <utility>

#include "cli/commands/table.hpp"
#include "cli/commands/task/opened_tasks.hpp"

namespace offlist::cli {
namespace {

constexpr const char* task_help =
    R"(claim prints what to do, with link and text; the claim lasts for [delisting] claim_timeout, then somebody else may take it.
release gives it back before that. complete says what became of it: submitted, or rejected with a note that the customer reads (the fee then goes back).

Examples:
  offlist task list
  offlist task claim tsk_3
  offlist task complete tsk_3 --outcome submitted --note "form sent, ticket 4711"
  offlist task complete tsk_3 --outcome rejected --note "the operator wants the network's owner to ask")";

}  // namespace

void add_task(command program)
{
    command group = program.add_group("task", "what staff must do by hand: list, claim, release, complete", task_help);
    add_task_list(group);
    add_task_claim(group);
    add_task_release(group);
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
    all.lists = std::make_shared<const catalog>(std::move(lists->all));
    return all;
}

parsed<services::prefilled_task> task_after(parsed<std::optional<services::worked_task>> done, const std::string& id)
{
    if (!done) return done.error();
    if (!*done)
        return problem{.what = "there is no task " + quoted(id), .expected = "one that offlist task list shows"};
    if ((*done)->refused) return problem{.what = (*done)->refused->why};
    return std::move((*done)->now);
}

}  // namespace offlist::cli
