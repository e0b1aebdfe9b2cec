// `subject list|add|remove` and `import`: what an account has watched, from the command line.
#include <config/settings.hpp>
#include <core/quoted.hpp>
#include <core/small_file.hpp>
#include <core/timestamp.hpp>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <store/accounts/subject_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands.hpp"
#include "cli/import_file.hpp"
#include "cli/open_store.hpp"
#include "cli/text_table.hpp"
#include "cli/words.hpp"

namespace offlist::cli {
namespace {

constexpr std::size_t largest_import = std::size_t{64} << 20;  // octets: over a million lines

loaded<store::import_report> add_all(store::database& db, std::int64_t account, std::vector<store::new_subject> what,
                                     const arguments& from, special_addresses special)
{
    const auto by = command_line_actor(from, "on the command line");
    return db.write_now(
        [&](soci::session& s) { return store::subject_table::add_many(s, account, what, by, special); });
}

parsed<std::string> text_of(const std::string& file)
{
    if (file != "-") return read_small_file(file, largest_import);
    std::string text(std::istreambuf_iterator<char>(std::cin), {});
    if (text.size() > largest_import)
        return problem{.what = "standard input is larger than " + std::to_string(largest_import) + " octets"};
    return {boost::system::in_place_value, std::move(text)};
}

void tell(const store::import_report& done, std::uint64_t duplicates, console& out)
{
    std::string line = counted(done.added.size(), "subject", "subjects") + " added";
    if (done.already > 0) line += ", " + counted(done.already, "was", "were") + " there already";
    if (duplicates > 0) line += ", " + counted(duplicates, "line names", "lines name") + " one again";
    out.print(line);
}

exit_status list(const arguments& from, std::int64_t account, store::database& db, console& out)
{
    store::subject_table book(db);
    text_table table({{"id"}, {"subject"}, {"kind"}, {"since"}, {"label"}});
    const auto done = each_row(
        [&](store::page_request which) { return book.page(account, std::move(which)); },
        [&](const owned_subject& s) {
            if (from.json)
                out.print(nlohmann::json{{"id", public_id("sub", s.id)},
                                         {"account", public_id("acc", s.account)},
                                         {"subject", s.text},
                                         {"kind", s.kind},
                                         {"label", s.label},
                                         {"created_at", timestamp(s.created_at)}}
                              .dump());
            else
                table.add(
                    {{public_id("sub", s.id)}, {s.text}, {s.kind}, {timestamp(s.created_at)}, {escaped(s.label)}});
        });
    if (!done) return refuse({done.error()});
    if (!from.json)
        for (const std::string& line : table.lines(out.colors())) out.print(line);
    return exit_status::ok;
}

exit_status add(const arguments& from, std::int64_t account, const open_store& in, console& out)
{
    std::vector<store::new_subject> what;
    for (const std::string& word : from.words) what.push_back({.text = word, .label = from.label, .file = {}});
    const auto done = add_all(*in.db, account, std::move(what), from, config::special_of(from, in.with));
    if (!done) return refuse(done.error());
    tell(*done, 0, out);
    return exit_status::ok;
}

exit_status remove(const arguments& from, store::database& db, console& out)
{
    const auto id = id_of("sub", from.words.front());
    if (!id) return refuse({id.error()});
    const auto done = awaited(
        store::subject_table(db).remove(*id, std::nullopt, command_line_actor(from, "removed on the command line")));
    if (!done) return refuse({done.error()});
    if (!*done)
        return refuse({{.what = "there is no subject " + quoted(from.words.front()),
                        .expected = "one that offlist subject list shows"}});
    out.print(public_id("sub", *id) + " is watched no longer");
    return exit_status::ok;
}

}  // namespace

exit_status subject_command(const arguments& from, console& out)
{
    std::int64_t account = 0;
    if (from.account) {
        const auto id = id_of("acc", *from.account);
        if (!id) return refuse({id.error()});
        account = *id;
    }
    const auto opened = open_store_of(from);
    if (!opened) return refuse(opened.error());
    if (from.command == command::subject_list) return list(from, account, *opened->db, out);
    return from.command == command::subject_add ? add(from, account, *opened, out) : remove(from, *opened->db, out);
}

exit_status import_command(const arguments& from, console& out)
{
    const auto account = id_of("acc", from.account.value_or(""));
    if (!account) return refuse({account.error()});
    const std::string& file = from.words.front();
    const auto text = text_of(file);
    if (!text) return refuse({text.error()});
    const auto opened = open_store_of(from);
    if (!opened) return refuse(opened.error());
    const special_addresses special = config::special_of(from, opened->with);
    const std::string name = file == "-" ? "standard input" : file;
    const auto content = parse_import(*text, name, special);
    if (!content) return refuse(content.error());
    for (const std::string& note : content->notes) out.warn(note);
    std::vector<store::new_subject> what;
    what.reserve(content->subjects.size());
    for (const import_line& each : content->subjects)
        what.push_back({.text = each.text,
                        .label = each.label.empty() ? from.label : each.label,
                        .file = name,
                        .line = each.line});
    const auto done = add_all(*opened->db, *account, std::move(what), from, special);
    if (!done) return refuse(done.error());
    tell(*done, content->duplicates, out);
    return exit_status::ok;
}

}  // namespace offlist::cli
