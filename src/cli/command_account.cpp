// `account create|list|show|terminate|destroy`: customers, from the command line.
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <services/destroy_account.hpp>
#include <services/terminate_account.hpp>
#include <store/accounts/account_table.hpp>
#include <store/accounts/subject_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands.hpp"
#include "cli/open_store.hpp"
#include "cli/text_table.hpp"
#include "cli/words.hpp"

namespace offlist::cli {
namespace {

nlohmann::json as_json(const account& a)
{
    nlohmann::json line{{"id", public_id("acc", a.id)},
                        {"name", a.name},
                        {"email", a.email},
                        {"state", to_string(a.state)},
                        {"created_at", timestamp(a.created_at)}};
    if (a.terminated_at) line["terminated_at"] = timestamp(*a.terminated_at);
    return line;
}

problem nobody(const std::string& id)
{
    return {.what = "there is no account " + quoted(id), .expected = "one that offlist account list shows"};
}

exit_status create(const arguments& from, store::database& db, console& out)
{
    const auto by = command_line_actor(from, "created on the command line");
    const auto made = awaited(store::account_table(db).create(from.name, from.email, by));
    if (!made) return refuse({made.error()});
    out.print(public_id("acc", made->id));
    return exit_status::ok;
}

exit_status list(const arguments& from, store::database& db, console& out)
{
    store::account_table book(db);
    text_table table({{"account"}, {"state"}, {"name"}, {"e-mail"}, {"since"}});
    const auto done = each_row([&book](store::page_request which) { return book.page(std::move(which)); },
                               [&](const account& a) {
                                   if (from.json)
                                       out.print(as_json(a).dump());
                                   else
                                       table.add({{public_id("acc", a.id)},
                                                  {std::string(to_string(a.state))},
                                                  {escaped(a.name)},
                                                  {escaped(a.email)},
                                                  {timestamp(a.created_at)}});
                               });
    if (!done) return refuse({done.error()});
    if (!from.json)
        for (const std::string& line : table.lines(out.colors())) out.print(line);
    return exit_status::ok;
}

exit_status show(const arguments& from, std::int64_t id, store::database& db, console& out)
{
    const auto found = awaited(store::account_table(db).find(id));
    if (!found) return refuse({found.error()});
    if (!*found) return refuse({nobody(from.words.front())});
    store::subject_table book(db);
    std::uint64_t subjects = 0;
    const auto done = each_row([&](store::page_request which) { return book.page(id, std::move(which)); },
                               [&subjects](const owned_subject&) { ++subjects; });
    if (!done) return refuse({done.error()});
    const account& a = **found;
    if (from.json) {
        nlohmann::json line = as_json(a);
        line["subjects"] = subjects;
        out.print(line.dump());
        return exit_status::ok;
    }
    out.print(public_id("acc", a.id) + "  " + escaped(a.name) + "  " + escaped(a.email));
    out.print(std::string(to_string(a.state)) + ", created " + timestamp(a.created_at) +
              (a.terminated_at ? ", terminated " + timestamp(*a.terminated_at) : std::string()));
    out.print(counted(subjects, "subject or range", "subjects and ranges"));
    return exit_status::ok;
}

exit_status terminate(const arguments& from, std::int64_t id, store::database& db, console& out)
{
    const auto done = db.write_now(services::terminate_account{.id = id, .by = command_line_actor(from, "")});
    if (!done) return refuse({done.error()});
    if (!*done) return refuse({nobody(from.words.front())});
    out.print(public_id("acc", id) +
              " is terminated: its tokens are revoked and its subjects no longer watched. "
              "Its history stays until offlist account destroy.");
    return exit_status::ok;
}

exit_status destroy(const arguments& from, std::int64_t id, store::database& db, console& out)
{
    services::destroy_account what{.id = id, .confirm = from.confirm, .by = command_line_actor(from, "")};
    const auto done = awaited(services::destroy_for_good(db, std::move(what)));
    if (!done) return refuse({done.error()});
    switch (done->what) {
        case services::destroying::no_such_account:
            return refuse({nobody(from.words.front())});
        case services::destroying::still_active:
            return refuse({{.what = "the account " + public_id("acc", id) + " is active; nothing was destroyed",
                            .expected = "an account that was terminated before"}});
        case services::destroying::not_confirmed:
            return refuse({{.what = "--confirm " + quoted(from.confirm) + " is not the name of " + public_id("acc", id),
                            .expected = "its name, as offlist account show tells it"}});
        case services::destroying::done:
            break;
    }
    const store::destruction_report& gone = done->gone;
    const auto number = [](std::int64_t n) { return static_cast<std::uint64_t>(n); };
    out.print("destroyed for good: " + counted(number(gone.subjects), "subject", "subjects") + ", " +
              counted(number(gone.listings), "listing", "listings") + " with " +
              counted(number(gone.changes), "change", "changes") + ", " +
              counted(number(gone.tokens), "token", "tokens"));
    return exit_status::ok;
}

}  // namespace

exit_status account_command(const arguments& from, console& out)
{
    std::int64_t id = 0;
    if (!from.words.empty()) {
        const auto parsed = id_of("acc", from.words.front());
        if (!parsed) return refuse({parsed.error()});
        id = *parsed;
    }
    const auto opened = open_store_of(from);
    if (!opened) return refuse(opened.error());
    store::database& db = *opened->db;
    switch (from.command) {
        case command::account_create:
            return create(from, db, out);
        case command::account_list:
            return list(from, db, out);
        case command::account_show:
            return show(from, id, db, out);
        case command::account_terminate:
            return terminate(from, id, db, out);
        default:
            return destroy(from, id, db, out);
    }
}

}  // namespace offlist::cli
