// `task list|claim|complete`: what staff must do by hand, from the command line.
#include <accounts/account.hpp>
#include <api/delisting_text.hpp>
#include <config/settings.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <services/task_service.hpp>
#include <utility>

#include "cli/commands.hpp"
#include "cli/open_store.hpp"
#include "cli/text_table.hpp"

namespace offlist::cli {
namespace {

using services::prefilled_task;

exit_status list(const arguments& from, store::database& db, const catalog& lists, console& out)
{
    text_table table({{"task"}, {"delisting"}, {"what"}, {"subject"}, {"blocklist"}, {"state"}, {"since"}});
    store::page_request which;
    which.limit = store::longest_page;
    for (;;) {
        auto work = [&](soci::session& s) -> parsed<store::page_of<prefilled_task>> {
            const auto page = store::task_page(s, std::nullopt, which);
            if (!page) return page.error();
            store::page_of<prefilled_task> filled{.items = {}, .next = page->next};
            for (const store::staff_task& t : page->items) filled.items.push_back(services::prefilled(s, t, lists));
            return filled;
        };
        const auto page = db.read_now(work);
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

using worked = std::optional<store::worked_task>;

worked work_on(soci::session& s, const arguments& from, std::int64_t id, const store::actor& by,
               const delisting_policy& policy)
{
    if (from.command == command::task_claim) return services::claim(s, id, by, policy);
    const services::completion what{
        .task = id,
        .outcome = from.outcome == "submitted" ? store::task_outcome::submitted : store::task_outcome::rejected,
        .note = from.note};
    return services::complete(s, what, by, policy);
}

exit_status work(const arguments& from, std::int64_t id, const open_store& opened, const catalog& lists, console& out)
{
    if (from.outcome == "rejected" && from.note.find_first_not_of(" \t") == std::string::npos)
        return refuse({{.what = "--outcome rejected without --note",
                        .expected = "--note TEXT: why, in words that the customer will read"}});
    const store::actor by = command_line_actor(from, "on the command line");
    auto job = [&](soci::session& s) -> parsed<std::pair<worked, prefilled_task>> {
        worked done = work_on(s, from, id, by, opened.with.service.delisting);
        prefilled_task shown;
        if (done) shown = services::prefilled(s, done->now, lists);
        return std::pair(std::move(done), std::move(shown));
    };
    const auto done = opened.db->write_now(std::move(job));
    if (!done) return refuse({done.error()});
    const auto& [result, shown] = *done;
    if (!result)
        return refuse({{.what = "there is no task " + quoted(from.words.front()),
                        .expected = "one that offlist task list shows"}});
    if (result->refused) return refuse({{.what = result->refused->why}});
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
    return from.command == command::task_list ? list(from, *opened->db, lists->all, out)
                                              : work(from, id, *opened, lists->all, out);
}

}  // namespace offlist::cli
