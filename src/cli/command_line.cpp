#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <core/duration.hpp>
#include <core/nearest.hpp>
#include <core/quoted.hpp>
#include <dns/engine.hpp>
#include <map>
#include <offlist/verdict.hpp>

#include "cli/help.hpp"

namespace offlist::cli {
namespace {

// Monitoring systems end a plugin after ten seconds. A list that goes silent costs a check a question, and its test
// entries twice: three times `tries` of these.
constexpr std::chrono::milliseconds timeout_of_a_check{1000};

const std::map<std::string, color_choice> color_choices{
    {"auto", color_choice::automatic}, {"always", color_choice::always}, {"never", color_choice::never}};

std::vector<std::string> names_of_commands(const CLI::App& in)
{
    std::vector<std::string> names;
    for (const CLI::App* sub : in.get_subcommands({})) names.push_back(sub->get_name());
    return names;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
    return all;
}

std::string full_name(const CLI::App& app)
{
    return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + ' ' + app.get_name();
}

std::string nearest_of(std::string_view word, const std::vector<std::string>& words)
{
    return nearest(word, std::vector<std::string_view>(words.begin(), words.end()));
}

}  // namespace

command_line::command_line() : app_(help::about, "offlist")
{
    app_.require_subcommand(1);
    app_.set_help_flag("-h,--help", "print this help and exit");
    app_.set_version_flag("--version", std::string("offlist ") + version, "print the version and exit");
    app_.get_formatter()->column_width(30);
    app_.get_formatter()->label("REQUIRED", "");
    app_.footer(help::program);
    add_check();
    add_sweep();
    add_lists();
    add_serve();
    add_import();
    add_accounts();
    add_tokens();
    add_subjects();
    add_delistings();
    add_tasks();
    add_funds();
    add_ledger();
    add_backup();
    add_doctor();
    add_completion();
}

void command_line::add_check()
{
    CLI::App* const sub = app_.add_subcommand("check", "check subjects now; a Nagios plugin, or JSON");
    sub->add_option("subject", read_.words, "addresses, CIDR ranges, domains; or - for standard input")
        ->required()
        ->type_name("SUBJECT|-");
    add_asking_flags(*sub);
    add_sweep_flags(*sub);
    add_output_flags(*sub);
    sub->footer(help::check);
    sub->callback([this] {
        read_.command = command::check;
        read_.own_timeout = timeout_of_a_check;
    });
}

void command_line::add_sweep()
{
    CLI::App* const sub = app_.add_subcommand("sweep", "one pass over an inventory");
    add_word(*sub, "file", "one subject or CIDR range a line, # for comments; or - for standard input")
        .type_name("FILE|-");
    add_asking_flags(*sub);
    add_sweep_flags(*sub);
    add_output_flags(*sub);
    sub->footer(help::sweep);
    sub->callback([this] { read_.command = command::sweep; });
}

CLI::App& command_line::add_list_command(CLI::App& lists, const std::string& name, const std::string& about,
                                         command what)
{
    CLI::App* const sub = lists.add_subcommand(name, about);
    if (what == command::lists_test) {
        add_asking_flags(*sub);
        add_budget_flag(*sub);
    } else {
        add_catalog_flags(*sub);
    }
    add_output_flags(*sub);
    sub->callback([this, what] { read_.command = what; });
    return *sub;
}

// The one word that a command takes; a second one is then an argument that nobody expected, and named.
CLI::Option& command_line::add_word(CLI::App& to, const std::string& name, const std::string& about)
{
    return *to.add_option_function<std::string>(
                  name, [this](const std::string& word) { read_.words = {word}; }, about)
                ->required();
}

void command_line::add_lists()
{
    CLI::App* const lists = app_.add_subcommand("lists", "the catalog of blocklists: list, show, test, explain");
    lists->require_subcommand(0, 1);
    // Of a parent and its child, CLI11 calls the child's callback first.
    lists->callback([this, lists] {
        if (lists->get_subcommands().empty()) read_.command = command::lists_list;
    });
    add_catalog_flags(*lists);
    add_output_flags(*lists);
    lists->add_flag("--retired", read_.retired, "show the lists that have closed");
    lists->footer(help::lists);

    add_list_command(*lists, "list", "what is known and what is on (also without a word)", command::lists_list)
        .add_flag("--retired", read_.retired, "show the lists that have closed");
    add_word(add_list_command(*lists, "show", "everything about one list, or what became of a retired one",
                              command::lists_show),
             "id", "the list's id")
        .type_name("ID");
    add_list_command(*lists, "test", "ask the test entries now", command::lists_test)
        .add_option("id", read_.words, "ids of lists; all that are on, unless said")
        ->type_name("ID");
    CLI::App& explain =
        add_list_command(*lists, "explain", "what an answer means; asks nobody", command::lists_explain);
    explain.add_option("id_and_answer", read_.words, "the list's id, then the addresses that it answered")
        ->required()
        ->expected(2, 1 << 20)
        ->type_name("ID ANSWER");
}

void command_line::add_completion()
{
    CLI::App* const sub = app_.add_subcommand("completion", "print a shell's completion script");
    add_word(*sub, "shell", "bash, zsh or fish").type_name("SHELL")->check(CLI::IsMember({"bash", "zsh", "fish"}));
    sub->footer(help::completion);
    sub->callback([this] { read_.command = command::completion; });
}

void command_line::add_catalog_flags(CLI::App& to)
{
    to.add_option("--config", read_.config, "the configuration (offlist.toml); none is read unless named")
        ->type_name("FILE");
    to.add_option("--lists", read_.lists_directory, "the directory of list definitions")->type_name("DIR");
}

void command_line::add_asking_flags(CLI::App& to)
{
    add_catalog_flags(to);
    to.add_option("--resolver", read_.resolvers, "ask this resolver instead of the system's; may be given again")
        ->allow_extra_args(false)
        ->type_name("ADDR[:PORT]");
    add_duration(to, "--timeout", read_.timeout, "for one try, such as 500ms or 2s (default: 2s; of check 1s)");
    to.add_option("--tries", read_.tries, "tries a question, over different resolvers (default: 3)")
        ->check(CLI::Range(1, dns::engine::most_tries))
        ->type_name("N");
    to.add_option("--in-flight", read_.in_flight, "questions without an answer at a time, at most (default: 1000)")
        ->check(CLI::Range(1, dns::engine::most_in_flight))
        ->type_name("N");
}

void command_line::add_sweep_flags(CLI::App& to)
{
    to.add_option("--list", read_.lists, "ask this list only, even if it is off; may be given again")
        ->allow_extra_args(false)
        ->type_name("ID");
    add_budget_flag(to);
    add_duration(to, "--max-duration", read_.max_duration, "ask no longer than this; the rest is over_budget");
    to.add_flag("--skip-invalid", read_.skip_invalid, "pass over bad lines and subjects, and count them");
    to.add_flag("--allow-special", read_.allow_special, "accept private, loopback and other special addresses");
}

void command_line::add_budget_flag(CLI::App& to)
{
    to.add_option("--budget-file", read_.budget_file, "the count of each list's questions today")->type_name("FILE");
}

void command_line::add_output_flags(CLI::App& to)
{
    to.add_flag("--json", read_.json, "one JSON object a line on standard output, nothing else");
    to.add_option("--color", read_.color, "auto, always or never (default: auto; NO_COLOR is respected)")
        ->transform(CLI::CheckedTransformer(color_choices, CLI::ignore_case).description(""))
        ->type_name("WHEN");
    to.add_flag("--verbose", read_.verbose, "tell on standard error what is being done");
}

void command_line::add_duration(CLI::App& to, const std::string& name, std::optional<std::chrono::milliseconds>& into,
                                const std::string& about)
{
    to.add_option_function<std::string>(
          name, [&into](const std::string& text) { into = parse_duration(text).value(); }, about)
        ->check(CLI::Validator(
            [](std::string& text) {
                const auto duration = parse_duration(text);
                if (!duration) return duration.error().to_string();
                return duration->count() > 0 ? std::string()
                                             : quoted(text) + " is no time at all; expected 1ms or more";
            },
            ""))
        ->type_name("DURATION");
}

// CLI11 only says that an argument was not expected; a person wants to know which words there are.
std::optional<problem> command_line::wrong_command(int argc, const char* const* argv) const
{
    const std::vector<std::string> names = names_of_commands(app_);
    if (argc < 2) return problem{.what = "no command", .expected = joined(names) + "; offlist --help tells more"};
    const std::string word = argv[1];
    if (word.starts_with('-') || std::find(names.begin(), names.end(), word) != names.end()) return std::nullopt;
    const std::string near = nearest_of(word, names);
    return problem{.what = "there is no command " + quoted(word),
                   .expected = near.empty() ? "one of " + joined(names) : quoted(near)};
}

const CLI::App& command_line::used() const
{
    const CLI::App* deepest = &app_;
    while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
    return *deepest;
}

problem command_line::unknown_flag(const CLI::App& in, const std::string& flag) const
{
    std::vector<std::string> flags;
    for (const CLI::Option* option : in.get_options())
        for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
    const std::string near = nearest_of(flag.substr(0, flag.find('=')), flags);
    const std::string name = full_name(in);
    return {.what = name + " has no " + (flag.starts_with('-') ? "flag " : "place for ") + quoted(flag),
            .expected = near.empty() ? "what " + name + " --help shows" : near};
}

problem command_line::something_missing(const CLI::App& in) const
{
    const std::string name = full_name(in);
    const auto missing = in.get_options([](const CLI::Option* o) { return o->get_required() && o->count() == 0; });
    if (missing.empty()) return {.what = name + " needs a command", .expected = joined(names_of_commands(in))};
    const CLI::Option& first = *missing.front();
    return {.what = name + " needs " + (first.get_positional() ? first.get_type_name() : first.get_name(false, true)),
            .expected = first.get_description()};
}

parsed<std::variant<arguments, wanted_text>> command_line::parse(int argc, const char* const* argv)
{
    if (auto wrong = wrong_command(argc, argv)) return std::move(*wrong);
    try {
        app_.parse(argc, argv);
        return read_;
    } catch (const CLI::CallForHelp&) {
        return wanted_text{app_.help()};  // of the command in use
    } catch (const CLI::CallForVersion& wanted) {
        return wanted_text{std::string(wanted.what()) + '\n'};
    } catch (const CLI::ExtrasError&) {
        const auto extra = app_.remaining(true);
        return unknown_flag(used(), extra.empty() ? std::string() : extra.front());
    } catch (const CLI::RequiredError&) {
        return something_missing(used());
    } catch (const CLI::ArgumentMismatch& wrong) {
        const std::string name = full_name(used());
        return problem{.what = name + ": " + sanitised(wrong.what()), .expected = "what " + name + " --help shows"};
    } catch (const CLI::ParseError& wrong) {
        return problem{.what = sanitised(wrong.what())};
    }
}

}  // namespace offlist::cli
