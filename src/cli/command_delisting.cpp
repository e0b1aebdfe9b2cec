// `delisting list|show|cancel|rates`: paid removals, from the command line.
#include <accounts/account.hpp>
#include <api/json/delisting_text.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <services/cancel_delisting.hpp>
#include <services/relisting_rates.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands.hpp"
#include "cli/open_store.hpp"
#include "cli/text_table.hpp"

namespace offlist::cli {
namespace {

constexpr auto for_staff = api::audience_of_text::staff;

problem no_such(const std::string& id)
{
    return {.what = "there is no delisting " + quoted(id), .expected = "one that offlist delisting list shows"};
}

exit_status list(const arguments& from, store::database& db, console& out)
{
    store::delisting_filter filter;
    if (from.account) {
        const auto id = id_of("acc", *from.account);
        if (!id) return refuse({id.error()});
        filter.account = *id;
    }
    filter.live_only = from.state == "live";
    filter.state = parse_job_state(from.state);
    store::delisting_reader reader(db);
    text_table table({{"delisting"},
                      {"account"},
                      {"subject"},
                      {"blocklist"},
                      {"state"},
                      {"fee", align::right},
                      {"ordered"},
                      {"why"}});
    const auto done = each_row([&](store::page_request which) { return reader.page(filter, std::move(which)); },
                               [&](const store::delisting_record& d) {
                                   if (from.json) return out.print(api::json_of(d, for_staff).dump());
                                   const job& j = d.what;
                                   table.add({{public_id("del", j.id)},
                                              {public_id("acc", j.account)},
                                              {j.subject},
                                              {j.blocklist},
                                              {std::string(to_string(j.state))},
                                              {to_string(j.fee)},
                                              {timestamp(j.created_at)},
                                              {escaped(j.reason)}});
                               });
    if (!done) return refuse({done.error()});
    if (!from.json)
        for (const std::string& line : table.lines(out.colors())) out.print(line);
    return exit_status::ok;
}

exit_status show(const arguments& from, std::int64_t id, store::database& db, console& out)
{
    const auto found = awaited(store::delisting_reader(db).get(id, std::nullopt));
    if (!found) return refuse({found.error()});
    if (!*found) return refuse({no_such(from.words.front())});
    const store::delisting_detail& d = **found;
    if (from.json) {
        out.print(api::json_of(d, for_staff).dump());
        return exit_status::ok;
    }
    const job& j = d.of.what;
    out.print(public_id("del", j.id) + "  " + j.subject + " on " + j.blocklist + ", for " +
              public_id("acc", j.account));
    out.print(std::string(to_string(j.state)) + (j.reason.empty() ? "" : ": " + escaped(j.reason)) + "; fee " +
              to_string(j.fee));
    if (d.of.to_pay > 0) out.print("waits for " + to_string(money{d.of.to_pay, j.fee.in}));
    for (const store::job_change& c : d.history)
        out.print("  " + timestamp(c.at) + "  " + (c.from.empty() ? "ordered" : c.from) + " -> " + c.to + "  by " +
                  escaped(c.actor) + (c.note.empty() ? "" : ": " + escaped(c.note)));
    for (const store::job_evidence& e : d.evidence)
        out.print("  " + timestamp(e.at) + "  " + e.kind + "  " + escaped(e.content));
    return exit_status::ok;
}

exit_status cancel(const arguments& from, std::int64_t id, const open_store& opened, console& out)
{
    const auto done = opened.db->write_now(services::cancel_delisting{
        .id = id, .only_of = {}, .by = command_line_actor(from, ""), .policy = opened.with.service.delisting});
    if (!done) return refuse({done.error()});
    switch (done->what) {
        case services::cancelling::no_such_job:
            return refuse({no_such(from.words.front())});
        case services::cancelling::refused:
            return refuse({{.what = done->why, .expected = "one that is awaiting_funds or held"}});
        case services::cancelling::done:
            break;
    }
    const job& now = done->is.what;
    out.print(public_id("del", id) + " is cancelled; " +
              (now.held_at ? to_string(now.fee) + " went back" : std::string("nothing was held")));
    return exit_status::ok;
}

exit_status rates(const arguments& from, store::database& db, console& out)
{
    const auto all = awaited(services::relisting_rates(db));
    if (!all) return refuse({all.error()});
    text_table table({{"blocklist"}, {"succeeded", align::right}, {"listed again", align::right}});
    for (const services::relistings& r : *all) {
        if (from.json)
            out.print(api::json_of(r).dump());
        else
            table.add({{r.blocklist}, {std::to_string(r.succeeded)}, {std::to_string(r.relisted)}});
    }
    if (!from.json)
        for (const std::string& line : table.lines(out.colors())) out.print(line);
    return exit_status::ok;
}

}  // namespace

exit_status delisting_command(const arguments& from, console& out)
{
    std::int64_t id = 0;
    if (!from.words.empty()) {
        const auto read = id_of("del", from.words.front());
        if (!read) return refuse({read.error()});
        id = *read;
    }
    const auto opened = open_store_of(from);
    if (!opened) return refuse(opened.error());
    switch (from.command) {
        case command::delisting_list:
            return list(from, *opened->db, out);
        case command::delisting_show:
            return show(from, id, *opened->db, out);
        case command::delisting_cancel:
            return cancel(from, id, *opened, out);
        default:
            return rates(from, *opened->db, out);
    }
}

}  // namespace offlist::cli
