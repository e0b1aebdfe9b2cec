// `task list|claim|complete`: what staff must do by hand, from the command line.
#include <accounts/account.hpp>
#include <api/json/delisting_text.hpp>
#include <config/settings.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <services/complete_task.hpp>
#include <utility>

#include "cli/commands.hpp"
#include "cli/open_store.hpp"
#include "cli/text_table.hpp"

namespace offlist::cli {
namespace {

using services::prefilled_task;

exit_status list(const arguments& from, store::database& db, const std::shared_ptr<const catalog>& lists, console& out)
{
    text_table table({{"task"}, {"delisting"}, {"what"}, {"subject"}, {"blocklist"}, {"state"}, {"since"}});
    store::page_request which;
    which.limit = store::longest_page;
    for (;;) {
        const auto page = db.read_now(services::list_tasks{.state = {}, .which = which, .lists = lists});
        if (!page) return refuse({page.error()});
        for (const prefilled_task& p : page->items) {
            if (from.json) {
                out.print(api::json_of(p).dump());
                continue;
            }
            table.add({{public_id("tsk", p.what.id)},
                       {public_id("del", p.what.delisting)},
                       {std::string(to_string(p.what.kind))},
                       {p.what.subject},
                       {p.what.blocklist},
                       {p.what.claimed_by ? "claimed by " + escaped(*p.what.claimed_by) : p.what.state},
                       {timestamp(p.what.created_at)}});
        }
        if (!page->next) break;
        which.cursor = page->next;
    }
    if (!from.json)
        for (const std::string& line : table.lines(out.colors())) out.print(line);
    return exit_status::ok;
}

void print_task(const prefilled_task& p, console& out)
{
    out.print(public_id("tsk", p.what.id) + ": " + p.what.subject + " on " + p.what.blocklist + ", " + p.what.state);
    out.print(p.brief.url);
    out.print("");
    out.print(p.brief.instructions);
    out.print(p.brief.request);
}

using worked = parsed<std::optional<services::worked_task>>;

worked work_on(const arguments& from, std::int64_t id, const open_store& opened, std::shared_ptr<const catalog> lists)
{
    const store::actor by = command_line_actor(from, "on the command line");
    const delisting_policy& policy = opened.with.service.delisting;
    if (from.command == command::task_claim)
        return opened.db->write_now(
            services::claim_task{.id = id, .by = by, .policy = policy, .lists = std::move(lists)});
    const bool sent = from.outcome == "submitted";
    return opened.db->write_now(
        services::complete_task{.id = id,
                                .outcome = sent ? store::task_outcome::submitted : store::task_outcome::rejected,
                                .note = from.note,
                                .by = by,
                                .policy = policy,
                                .lists = std::move(lists)});
}

exit_status work(const arguments& from, std::int64_t id, const open_store& opened, std::shared_ptr<const catalog> lists,
                 console& out)
{
    if (from.outcome == "rejected" && from.note.find_first_not_of(" \t") == std::string::npos)
        return refuse({{.what = "--outcome rejected without --note",
                        .expected = "--note TEXT: why, in words that the customer will read"}});
    const worked done = work_on(from, id, opened, std::move(lists));
    if (!done) return refuse({done.error()});
    if (!*done)
        return refuse({{.what = "there is no task " + quoted(from.words.front()),
                        .expected = "one that offlist task list shows"}});
    if ((*done)->refused) return refuse({{.what = (*done)->refused->why}});
    const prefilled_task& shown = (*done)->now;
    if (from.json)
        out.print(api::json_of(shown).dump());
    else if (from.command == command::task_claim)
        print_task(shown, out);
    else
        out.print(public_id("tsk", id) + " is done: " + from.outcome);
    return exit_status::ok;
}

}  // namespace

exit_status task_command(const arguments& from, console& out)
{
    std::int64_t id = 0;
    if (!from.words.empty()) {
        const auto read = id_of("tsk", from.words.front());
        if (!read) return refuse({read.error()});
        id = *read;
    }
    const auto opened = open_store_of(from);
    if (!opened) return refuse(opened.error());
    const auto lists = config::load_lists(from, opened->with);
    if (!lists) return refuse(lists.error());
    const auto all = std::make_shared<const catalog>(lists->all);
    return from.command == command::task_list ? list(from, *opened->db, all, out) : work(from, id, *opened, all, out);
}

}  // namespace offlist::cli
