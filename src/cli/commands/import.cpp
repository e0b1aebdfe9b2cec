// `offlist import FILE --account ID`
#include <config/settings.hpp>
#include <core/small_file.hpp>
#include <filesystem>
#include <sstream>
#include <utility>

#include "cli/bounded_input.hpp"
#include "cli/commands/subject/subject.hpp"
#include "cli/commands/table.hpp"
#include "cli/import_file.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/words.hpp"
#include "cli/resolved_names.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

constexpr const char* import_help =
    R"(Takes one subject a line with # or ; comments, CSV (subject, and label if you like; with a header or without; commas,
semicolons or tabs), and the INI of check_rbl and dnsbl_exporter (server= under [targets]); ranges as CIDR, 45.83.12.0-45.83.12.9
or 45.83.12.*. Everything is imported or nothing: every bad line is named. A range within another is part of it.
A host name is a domain, about which lists of addresses are not asked; --resolve adds the addresses that it has now, and nothing
notices when they change. The daemon takes notice of an import within a minute.

Examples:
  offlist import customers.csv --account acc_12
  offlist import --config offlist.toml --resolve targets.ini --account acc_12)";

constexpr std::size_t many_subjects = 10'000;                  // somebody would wonder what it is doing
constexpr std::size_t largest_import = std::size_t{64} << 20;  // octets: over a million lines

parsed<std::string> text_of(const std::string& file, const time_limit& limit)
{
    std::error_code ignored;
    if (file != "-" && !std::filesystem::is_fifo(file, ignored)) return read_small_file(file, largest_import);
    bounded_input in(file, limit.half_of_the_rest());
    std::string text, part(std::size_t{1} << 16, '\0');
    while (text.size() <= largest_import && in) {
        in.read(part.data(), static_cast<std::streamsize>(part.size()));
        text.append(part, 0, static_cast<std::size_t>(in.gcount()));
    }
    if (in.too_late()) return *in.too_late();
    if (in.bad()) return problem{.what = "standard input cannot be read"};
    if (text.size() > largest_import)
        return problem{.what = "standard input is larger than " + std::to_string(largest_import) + " octets"};
    return {boost::system::in_place_value, std::move(text)};
}

struct import_command {
    config::overrides from;
    std::string file;
    std::optional<std::string> account;
    std::string label;
    bool resolve = false;
    std::optional<std::chrono::milliseconds> max_duration;

    loaded<import_content> content_of(const config::configuration& with, special_addresses special,
                                      const time_limit& limit) const
    {
        auto text = text_of(file, limit);
        if (!text) return problems{text.error()};
        std::istringstream in(std::move(*text));
        const std::string name = file == "-" ? "standard input" : file;
        auto content = parse_import(in, name, {.special = special, .resolves_names = resolve});
        if (!content || !resolve) return content;
        const auto through = config::resolvers_to_ask(from, with);
        if (!through) return through.error();
        return with_addresses(std::move(*content), name, *through, special, limit.half_of_the_rest());
    }

    exit_status run(console& out) const
    {
        const time_limit limit(max_duration);
        std::optional<limit_guard> guard(std::in_place, max_duration);
        const auto owner = id_of("acc", account.value_or(""));
        if (!owner) return refuse({owner.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const special_addresses special = config::special_of(from, opened->with);
        const auto content = content_of(opened->with, special, limit);
        if (!content) return refuse(content.error());
        for (const std::string& note : content->notes) out.warn(note);
        const std::string name = file == "-" ? "standard input" : file;
        std::vector<store::new_subject> added;
        added.reserve(content->subjects.size());
        for (const import_line& each : content->subjects)
            added.push_back(
                {.text = each.text, .label = each.label.empty() ? label : each.label, .file = name, .line = each.line});
        if (added.size() >= many_subjects)
            out.warn(counted(added.size(), "subject", "subjects") + " of " + name +
                     " are stored at once or not at all, which takes a while");
        guard.reset();  // what is stored is told: an end from outside could come after it
        const auto done = add_subjects(*opened->db, *owner, std::move(added), special);
        if (!done) return refuse(done.error());
        tell(*done, content->duplicates, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_import(command program)
{
    auto [import, what] =
        program.add<import_command>("import", "subjects from a file: lines, CSV, or another checker's INI");
    add_store_flags(import, what.from);
    import.word("file", what.file, "the file; or - for standard input").takes("FILE|-");
    add_account_flag(import, what.account, "whose subjects they are, such as acc_12").required();
    import.flag("--label", what.label, "the label of those that bring none").takes("TEXT");
    add_duration_flag(import, what.max_duration,
                      "be done within this; input and names that have not come by then are an error");
    import.flag("--resolve", what.resolve, resolve_about);
    add_resolver_flags(import, what.from);
    add_special_flag(import, what.from);
    import.help(import_help);
}

}  // namespace offlist::cli
