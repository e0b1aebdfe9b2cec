// command_tree.hpp: the commands of a program with their flags and their help, and which of them a command line means.
//
// Hides CLI11, which costs each file that includes it two to three seconds to compile. One tree reads one command line,
// on one thread. What a flag is read into must live as long as the tree. Mistakes on the command line are problems;
// mistakes in the tree itself (a flag that stands twice) throw CLI::ConstructionError.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/console.hpp"
#include "cli/exit_status.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace offlist::cli {

class command_tree;

/// What a command does once its flags are read.
using action = std::function<exit_status(console& out)>;

/// A flag or a word of a command, for saying more about it.
class option {
public:
    explicit option(CLI::Option& of) : of_(&of) {}

    /// What stands for its value in the help: FILE, ID.
    option& takes(const std::string& what);
    option& required();
    option& one_of(const std::vector<std::string>& words);
    option& between(int least, int most);
    option& at_least(int words);

private:
    CLI::Option* of_;
};

/// One command. A copy is the same command.
class command {
public:
    command(command_tree& tree, CLI::App& app) : tree_(&tree), app_(&app) {}

    /// A command below this one that does `what`; with commands below itself, only where none of them is named.
    command add(const std::string& name, const std::string& about, action what);

    /// The same that calls `exit_status Command::run(console&) const`, after the flags were read into its members.
    template <class Command>
    auto add(const std::string& name, const std::string& about)
    {
        struct added {
            command to;
            Command& what;
        };
        const auto what = std::make_shared<Command>();
        return added{add(name, about, [what](console& out) { return what->run(out); }), *what};
    }

    /// A word that does nothing without one of the commands below it.
    command add_group(const std::string& name, const std::string& about, const std::string& help);

    /// The end of --help: statuses, examples.
    void help(const std::string& text);

    /// A word that the command needs.
    option word(const std::string& name, std::string& into, const std::string& about);
    /// One that it may do without.
    option word(const std::string& name, std::optional<std::string>& into, const std::string& about);
    /// As many words as there are.
    option words(const std::string& name, std::vector<std::string>& into, const std::string& about);

    /// A flag without a value.
    option flag(const std::string& name, bool& into, const std::string& about);
    option flag(const std::string& name, std::string& into, const std::string& about);
    option flag(const std::string& name, std::optional<std::string>& into, const std::string& about);
    option flag(const std::string& name, std::optional<int>& into, const std::string& about);
    /// A duration above 0, such as 500ms.
    option flag(const std::string& name, std::optional<std::chrono::milliseconds>& into, const std::string& about);
    /// A flag that may be given again.
    option flag(const std::string& name, std::vector<std::string>& into, const std::string& about);

    /// --json, --color and --verbose: command_tree::output().
    void output_flags();

private:
    command_tree* tree_;
    CLI::App* app_;
};

/// Text that was asked for with --help or --version.
struct wanted_text {
    std::string text;
};

struct flag_description {
    std::string name;   ///< without hyphens: "json"
    std::string about;  ///< one line
    std::string takes;  ///< FILE, DIR, ID …; empty for a flag without a value
};

struct command_description {
    std::string path;  ///< its words: "lists test"; empty for the program itself
    std::string about;
    std::vector<std::string> commands;  ///< the words of those right below
    std::vector<flag_description> flags;
    std::string takes;  ///< FILE, ID, SHELL …: of its words
};

class command_tree {
public:
    /// A program without commands, with --help and --version.
    command_tree(const std::string& name, const std::string& about, const std::string& help);
    ~command_tree();
    command_tree(const command_tree&) = delete;
    command_tree& operator=(const command_tree&) = delete;

    /// The program itself, to add commands to.
    [[nodiscard]] command program();

    /// What is to be done, or help. Problems: an unknown command or flag (names the nearest), a value that does not
    /// fit.
    [[nodiscard]] parsed<std::variant<action, wanted_text>> parse(int argc, const char* const* argv);

    /// How the command line wants the results, after parse().
    [[nodiscard]] const output_style& output() const { return output_; }

    /// Every command, each before those below it, for completion scripts.
    [[nodiscard]] std::vector<command_description> describe() const;

private:
    friend class command;
    [[nodiscard]] std::vector<std::string> config_behind_command(int argc, const char* const* argv) const;
    [[nodiscard]] std::optional<problem> wrong_command(const std::vector<std::string>& words) const;

    std::unique_ptr<CLI::App> app_;
    output_style output_;
    action chosen_;
};

}  // namespace offlist::cli
