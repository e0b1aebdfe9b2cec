// command_line.hpp: the commands and flags, their help, and how they become arguments.
//
// One object reads one command line, on one thread. Slow to compile (CLI11): included where flags are defined, read or
// listed, and nowhere else.
#pragma once
#include <CLI/App.hpp>
#include <core/version.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <variant>

#include "cli/arguments.hpp"

namespace offlist::cli {

/// Text that was asked for with --help or --version.
struct wanted_text {
    std::string text;
};

class command_line {
public:
    command_line();
    command_line(const command_line&) = delete;
    command_line& operator=(const command_line&) = delete;

    /// The arguments, or help. Problems: an unknown command or flag (names the nearest), a value that does not fit.
    [[nodiscard]] parsed<std::variant<arguments, wanted_text>> parse(int argc, const char* const* argv);

    /// The tree of commands and flags, for completion scripts and tests.
    [[nodiscard]] const CLI::App& tree() const { return app_; }

private:
    void add_check();
    void add_sweep();
    void add_lists();
    void add_completion();
    void add_serve();
    void add_import();
    void add_accounts();
    void add_tokens();
    void add_subjects();
    void add_backup();
    void add_doctor();
    void add_ledger();
    void add_delistings();
    void add_tasks();
    void add_funds();
    CLI::App& add_group(const std::string& name, const std::string& about, const char* footer);
    CLI::App& add_store_command(CLI::App& to, const std::string& name, const std::string& about, command what);
    void add_text(CLI::App& to, const std::string& name, std::string& into, const std::string& about, bool needed);
    void add_account(CLI::App& to, const std::string& about, bool needed);
    CLI::App& add_list_command(CLI::App& lists, const std::string& name, const std::string& about, command what);
    CLI::Option& add_word(CLI::App& to, const std::string& name, const std::string& about);
    void add_catalog_flags(CLI::App& to);
    void add_asking_flags(CLI::App& to);
    void add_sweep_flags(CLI::App& to);
    void add_budget_flag(CLI::App& to);
    void add_output_flags(CLI::App& to);
    void add_duration(CLI::App& to, const std::string& name, std::optional<std::chrono::milliseconds>& into,
                      const std::string& about);
    [[nodiscard]] problem unknown_flag(const CLI::App& in, const std::string& flag) const;
    [[nodiscard]] problem something_missing(const CLI::App& in) const;
    [[nodiscard]] std::optional<problem> wrong_command(int argc, const char* const* argv) const;
    [[nodiscard]] const CLI::App& used() const;

    CLI::App app_;
    arguments read_;
};

}  // namespace offlist::cli
