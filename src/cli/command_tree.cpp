#include "cli/command_tree.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <core/duration.hpp>
#include <core/nearest.hpp>
#include <core/quoted.hpp>
#include <core/version.hpp>
#include <map>
#include <offlist/verdict.hpp>
#include <utility>

namespace offlist::cli {
namespace {

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

std::string in_small_letters(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

// What validators say is split at this again: CLI11 carries one text.
constexpr std::string_view then_expected = "; expected ";

// CLI11's own validators do not say in words what would be right; the help keeps their short form.
CLI::Validator one_of_these(const std::vector<std::string>& words, const std::string& in_help)
{
    return {[words](const std::string& text) {
                if (std::find(words.begin(), words.end(), text) != words.end()) return std::string();
                const std::string near = nearest_of(text, words);
                return (text.empty() ? "the value is empty" : quoted(text) + " is not known") +
                       std::string(then_expected) +
                       (near.empty() ? "one of " + joined(words) : near + " (of " + joined(words) + ")");
            },
            in_help};
}

CLI::Validator whole_number(int least, int most)
{
    return {[least, most](const std::string& text) {
                int number = 0;
                const char* const end = text.data() + text.size();
                const auto read = std::from_chars(text.data(), end, number);
                const bool whole = read.ec == std::errc() && read.ptr == end;
                if (whole && number >= least && number <= most) return std::string();
                return quoted(text) +
                       (whole || read.ec == std::errc::result_out_of_range ? " is out of range"
                                                                           : " is not a whole number") +
                       std::string(then_expected) + "a number from " + std::to_string(least) + " to " +
                       std::to_string(most);
            },
            CLI::Range(least, most).get_description()};
}

problem of_a_value(const std::string& said)
{
    const auto at = said.find(then_expected);
    if (at == std::string::npos) return {.what = said};
    return {.what = said.substr(0, at), .expected = said.substr(at + then_expected.size())};
}

// CLI11 counts what is missing, by names that are ours.
problem missing_value(const CLI::App& in, const std::string& said)
{
    const std::string name = full_name(in);
    const CLI::Option* const of = in.get_option_no_throw(said.substr(0, said.find(": ")));
    if (of == nullptr) return {.what = name + ": " + said, .expected = "what " + name + " --help shows"};
    if (of->get_positional())
        return {.what = name + " needs " + of->get_type_name() +
                        (of->count() > 0 ? ", and only " + quoted(of->results().front()) + " was given" : ""),
                .expected = of->get_description()};
    if (of->get_expected_max() == 0)
        return {.what = name + ": " + of->get_name(false, true) + " takes no value", .expected = "the flag alone"};
    return {.what = name + ": " + of->get_name(false, true) + " has no value",
            .expected = of->get_type_name() + ": " + of->get_description()};
}

/// The command that the words named, as far as they were understood.
const CLI::App& used(const CLI::App& app)
{
    const CLI::App* deepest = &app;
    while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
    return *deepest;
}

problem unknown_flag(const CLI::App& in, const std::string& flag)
{
    std::vector<std::string> flags;
    for (const CLI::Option* each : in.get_options())
        for (const std::string& name : each->get_lnames()) flags.push_back("--" + name);
    const std::string near = nearest_of(flag.substr(0, flag.find('=')), flags);
    const std::string name = full_name(in);
    return {.what = name + " has no " + (flag.starts_with('-') ? "flag " : "place for ") + quoted(flag),
            .expected = near.empty() ? "what " + name + " --help shows" : near};
}

problem something_missing(const CLI::App& in)
{
    const std::string name = full_name(in);
    const auto missing = in.get_options([](const CLI::Option* o) { return o->get_required() && o->count() == 0; });
    if (missing.empty()) return {.what = name + " needs a command", .expected = joined(names_of_commands(in))};
    const CLI::Option& first = *missing.front();
    return {.what = name + " needs " + (first.get_positional() ? first.get_type_name() : first.get_name(false, true)),
            .expected = first.get_description()};
}

void describe_into(std::vector<command_description>& all, const CLI::App& app, const std::string& path)
{
    command_description here;
    here.path = path;
    here.about = app.get_description();
    for (const CLI::Option* each : app.get_options()) {
        const std::string takes = each->get_expected_max() == 0 ? std::string() : each->get_type_name();
        if (each->get_lnames().empty()) here.takes = takes;
        for (const std::string& name : each->get_lnames()) here.flags.push_back({name, each->get_description(), takes});
    }
    here.commands = names_of_commands(app);
    all.push_back(std::move(here));
    for (const CLI::App* sub : app.get_subcommands({}))
        describe_into(all, *sub, path.empty() ? sub->get_name() : path + ' ' + sub->get_name());
}

}  // namespace

option& option::takes(const std::string& what)
{
    of_->type_name(what);
    return *this;
}

option& option::required()
{
    of_->required();
    return *this;
}

option& option::one_of(const std::vector<std::string>& words)
{
    std::string in_help = joined(words);
    in_help.erase(std::remove(in_help.begin(), in_help.end(), ' '), in_help.end());
    of_->check(one_of_these(words, '{' + in_help + '}'));
    return *this;
}

option& option::between(int least, int most)
{
    of_->check(whole_number(least, most));
    return *this;
}

option& option::at_least(int words)
{
    constexpr int any_number = 1 << 20;
    of_->required()->expected(words, any_number);
    return *this;
}

command command::add(const std::string& name, const std::string& about, action what)
{
    CLI::App* const sub = app_->add_subcommand(name, about);
    sub->require_subcommand(0, 1);
    // Of a command and the one below it that was named, CLI11 calls both.
    sub->callback([sub, tree = tree_, what = std::move(what)] {
        if (sub->get_subcommands().empty()) tree->chosen_ = what;
    });
    return {*tree_, *sub};
}

command command::add_group(const std::string& name, const std::string& about, const std::string& help)
{
    CLI::App* const sub = app_->add_subcommand(name, about);
    sub->require_subcommand(1);
    sub->footer(help);
    return {*tree_, *sub};
}

void command::help(const std::string& text)
{
    app_->footer(text);
}

option command::word(const std::string& name, std::string& into, const std::string& about)
{
    return option(*app_->add_option(name, into, about)->required());
}

option command::word(const std::string& name, std::optional<std::string>& into, const std::string& about)
{
    return option(*app_->add_option(name, into, about));
}

option command::words(const std::string& name, std::vector<std::string>& into, const std::string& about)
{
    return option(*app_->add_option(name, into, about));
}

option command::flag(const std::string& name, bool& into, const std::string& about)
{
    return option(*app_->add_flag(name, into, about));
}

option command::flag(const std::string& name, std::string& into, const std::string& about)
{
    return option(*app_->add_option(name, into, about));
}

option command::flag(const std::string& name, std::optional<std::string>& into, const std::string& about)
{
    return option(*app_->add_option(name, into, about));
}

option command::flag(const std::string& name, std::optional<int>& into, const std::string& about)
{
    return option(*app_->add_option(name, into, about));
}

option command::flag(const std::string& name, std::optional<std::chrono::milliseconds>& into, const std::string& about)
{
    const auto check = [](std::string& text) {
        const auto duration = parse_duration(text);
        if (!duration) return duration.error().to_string();
        return duration->count() > 0 ? std::string() : quoted(text) + " is no time at all; expected 1ms or more";
    };
    const auto keep = [&into](const std::string& text) { into = parse_duration(text).value(); };
    CLI::Option* const made = app_->add_option_function<std::string>(name, keep, about);
    made->check(CLI::Validator(check, ""))->type_name("DURATION");
    return option(*made);
}

option command::flag(const std::string& name, std::vector<std::string>& into, const std::string& about)
{
    return option(*app_->add_option(name, into, about)->allow_extra_args(false));
}

void command::output_flags()
{
    output_style& style = tree_->output_;
    flag("--json", style.json, "one JSON object a line on standard output, nothing else");
    const auto keep = [&style](const std::string& word) { style.color = color_choices.at(word); };
    std::vector<std::string> words;
    words.reserve(color_choices.size());
    for (const auto& [name, choice] : color_choices) words.push_back(name);
    app_->add_option_function<std::string>("--color", keep,
                                           "auto, always or never (default: auto; NO_COLOR is respected)")
        ->transform(in_small_letters)
        ->check(one_of_these(words, ""))
        ->type_name("WHEN");
    flag("--verbose", style.verbose, "tell on standard error what is being done");
}

command_tree::command_tree(const std::string& name, const std::string& about, const std::string& help)
    : app_(std::make_unique<CLI::App>(about, name))
{
    app_->require_subcommand(1);
    app_->set_help_flag("-h,--help", "print this help and exit");
    app_->set_version_flag("--version", name + ' ' + version, "print the version and exit");
    app_->get_formatter()->column_width(30);
    app_->get_formatter()->label("REQUIRED", "");
    app_->footer(help);
}

command_tree::~command_tree() = default;

command command_tree::program()
{
    return {*this, *app_};
}

// --config may stand before the command, as with many programs: it is read as if it stood behind the command's words.
std::vector<std::string> command_tree::config_behind_command(int argc, const char* const* argv) const
{
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    std::vector<std::string> moved;
    while (!words.empty() && (words.front() == "--config" || words.front().starts_with("--config="))) {
        const bool alone = words.front() == "--config" && words.size() > 1;
        moved.insert(moved.end(), words.begin(), words.begin() + (alone ? 2 : 1));
        words.erase(words.begin(), words.begin() + (alone ? 2 : 1));
    }
    auto behind = words.begin();
    for (const CLI::App* in = app_.get(); behind != words.end(); ++behind) {
        const auto below = in->get_subcommands({});
        const auto named =
            std::find_if(below.begin(), below.end(), [&](const CLI::App* sub) { return sub->get_name() == *behind; });
        if (named == below.end()) break;
        in = *named;
    }
    words.insert(behind, moved.begin(), moved.end());
    return words;
}

// CLI11 only says that an argument was not expected; a person wants to know which words there are.
std::optional<problem> command_tree::wrong_command(const std::vector<std::string>& words) const
{
    const std::vector<std::string> names = names_of_commands(*app_);
    if (words.empty())
        return problem{.what = "no command",
                       .expected = joined(names) + "; " + app_->get_name() + " --help tells more"};
    const std::string& word = words.front();
    if (word.starts_with('-') || std::find(names.begin(), names.end(), word) != names.end()) return std::nullopt;
    const std::string near = nearest_of(word, names);
    return problem{.what = "there is no command " + quoted(word),
                   .expected = near.empty() ? "one of " + joined(names) : quoted(near)};
}

parsed<std::variant<action, wanted_text>> command_tree::parse(int argc, const char* const* argv)
{
    std::vector<std::string> words = config_behind_command(argc, argv);
    if (auto wrong = wrong_command(words)) return std::move(*wrong);
    try {
        std::reverse(words.begin(), words.end());  // as CLI11 wants them
        app_->parse(std::move(words));
        return chosen_;
    } catch (const CLI::CallForHelp&) {
        return wanted_text{app_->help()};  // of the command in use
    } catch (const CLI::CallForVersion& wanted) {
        return wanted_text{std::string(wanted.what()) + '\n'};
    } catch (const CLI::ExtrasError&) {
        const auto extra = app_->remaining(true);
        return unknown_flag(used(*app_), extra.empty() ? std::string() : extra.front());
    } catch (const CLI::RequiredError&) {
        return something_missing(used(*app_));
    } catch (const CLI::ArgumentMismatch& wrong) {
        return missing_value(used(*app_), sanitised(wrong.what()));
    } catch (const CLI::ParseError& wrong) {
        return of_a_value(sanitised(wrong.what()));
    }
}

std::vector<command_description> command_tree::describe() const
{
    std::vector<command_description> all;
    describe_into(all, *app_, {});
    return all;
}

}  // namespace offlist::cli
