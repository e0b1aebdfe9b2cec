// Flags, help, completion and the man page say the same.
#include "cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "cli/completion.hpp"
#include "support/program.hpp"

namespace offlist::cli {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

auto parse(const std::vector<const char*>& words)
{
    std::vector<const char*> all{"offlist"};
    all.insert(all.end(), words.begin(), words.end());
    command_line line;
    return line.parse(static_cast<int>(all.size()), all.data());
}

arguments parsed_arguments(const std::vector<const char*>& words)
{
    const auto read = parse(words);
    EXPECT_TRUE(read) << (read ? "" : read.error().to_string());
    return read ? std::get<arguments>(*read) : arguments{};
}

std::string wrong(const std::vector<const char*>& words)
{
    const auto read = parse(words);
    return read ? "no problem" : read.error().to_string();
}

std::string file(const std::string& path)
{
    std::ifstream in(std::filesystem::path(OFFLIST_SOURCE_DIR) / path);
    return {std::istreambuf_iterator<char>(in), {}};
}

void gather(const CLI::App& app, std::set<std::string>& commands, std::set<std::string>& flags)
{
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames()) flags.insert(name);
    for (const CLI::App* sub : app.get_subcommands({})) {
        commands.insert(sub->get_name());
        gather(*sub, commands, flags);
    }
}

struct tree {
    std::set<std::string> commands;
    std::set<std::string> flags;
    tree()
    {
        command_line line;
        gather(line.tree(), commands, flags);
    }
};

TEST(command_line, reads_every_flag)
{
    const auto a = parsed_arguments({"check",
                                     "--lists",
                                     "d",
                                     "--list",
                                     "a",
                                     "--list",
                                     "b",
                                     "--resolver",
                                     "127.0.0.1",
                                     "--resolver",
                                     "::1",
                                     "--timeout",
                                     "500ms",
                                     "--tries",
                                     "2",
                                     "--in-flight",
                                     "7",
                                     "--json",
                                     "--config",
                                     "c",
                                     "--skip-invalid",
                                     "--budget-file",
                                     "f",
                                     "--allow-special",
                                     "--verbose",
                                     "--color",
                                     "never",
                                     "--max-duration",
                                     "2h",
                                     "192.0.2.1",
                                     "-"});
    EXPECT_EQ(command::check, a.command);
    EXPECT_EQ("d", a.lists_directory);
    EXPECT_THAT(a.lists, testing::ElementsAre("a", "b"));
    EXPECT_THAT(a.resolvers, testing::ElementsAre("127.0.0.1", "::1"));
    EXPECT_EQ(500ms, a.timeout);
    EXPECT_EQ(2, a.tries);
    EXPECT_EQ(7, a.in_flight);
    EXPECT_TRUE(a.json && a.skip_invalid && a.allow_special && a.verbose);
    EXPECT_EQ("c", a.config);
    EXPECT_EQ("f", a.budget_file);
    EXPECT_EQ(color_choice::never, a.color);
    EXPECT_EQ(2h, a.max_duration);
    EXPECT_THAT(a.words, testing::ElementsAre("192.0.2.1", "-"));
}

TEST(command_line, takes_one_word_for_a_flag_that_may_be_repeated)
{
    const auto a = parsed_arguments({"check", "--list", "alpha", "192.0.2.1"});
    EXPECT_THAT(a.lists, testing::ElementsAre("alpha"));
    EXPECT_THAT(a.words, testing::ElementsAre("192.0.2.1"));
}

TEST(command_line, lists_without_a_word_lists)
{
    EXPECT_EQ(command::lists_list, parsed_arguments({"lists"}).command);
    EXPECT_EQ(command::lists_list, parsed_arguments({"lists", "list"}).command);
    EXPECT_EQ(command::lists_show, parsed_arguments({"lists", "show", "a"}).command);
    EXPECT_EQ(command::lists_test, parsed_arguments({"lists", "test"}).command);
    EXPECT_EQ(command::lists_explain, parsed_arguments({"lists", "explain", "a", "127.0.0.2"}).command);
}

TEST(command_line, names_what_is_wrong_and_what_would_be_right)
{
    EXPECT_EQ("there is no command \"chek\"; expected \"check\"", wrong({"chek", "192.0.2.1"}));
    EXPECT_THAT(wrong({}), HasSubstr("check, sweep, lists"));
    EXPECT_EQ("offlist check has no flag \"--jsn\"; expected --json", wrong({"check", "--jsn", "192.0.2.1"}));
    EXPECT_THAT(wrong({"check"}), HasSubstr("offlist check needs SUBJECT|-"));
    EXPECT_THAT(wrong({"check", "--timeout", "5x", "a"}), AllOf(HasSubstr("--timeout"), HasSubstr("500ms")));
    EXPECT_THAT(wrong({"check", "--timeout", "0s", "a"}), HasSubstr("--timeout"));
    EXPECT_THAT(wrong({"check", "--tries", "0", "a"}), HasSubstr("--tries"));
    EXPECT_THAT(wrong({"check", "--color", "blue", "a"}), HasSubstr("--color"));
    EXPECT_THAT(wrong({"sweep", "a", "b"}), HasSubstr("\"b\""));
    EXPECT_THAT(wrong({"lists", "explain", "a"}), HasSubstr("explain"));
}

TEST(command_line, reads_the_commands_of_the_daemon)
{
    EXPECT_EQ(command::serve, parsed_arguments({"serve", "--config", "f"}).command);
    EXPECT_THAT(wrong({"serve"}), HasSubstr("--config"));
    const auto import = parsed_arguments({"import", "f.csv", "--account", "acc_1", "--label", "pool"});
    EXPECT_EQ(command::import_subjects, import.command);
    EXPECT_EQ("acc_1", import.account);
    EXPECT_EQ("pool", import.label);
    const auto token = parsed_arguments(
        {"token", "create", "--role", "customer", "--account", "acc_1", "--expires", "90d", "--read-only"});
    EXPECT_EQ(command::token_create, token.command);
    EXPECT_EQ("customer", token.role);
    EXPECT_EQ(90 * 24h, token.expires);
    EXPECT_TRUE(token.read_only);
    EXPECT_THAT(wrong({"token", "create", "--role", "boss"}), HasSubstr("--role"));
    EXPECT_THAT(wrong({"account", "create", "--name", "A"}), HasSubstr("--email"));
    EXPECT_THAT(wrong({"account", "destroy", "acc_1", "--reason", "r"}), HasSubstr("--confirm"));
    EXPECT_THAT(wrong({"account"}), HasSubstr("create, list, show, terminate, destroy"));
    EXPECT_EQ(command::subject_add, parsed_arguments({"subject", "add", "a", "b", "--account", "acc_1"}).command);
    EXPECT_TRUE(parsed_arguments({"doctor", "--quick"}).quick);
    EXPECT_EQ("f.db", parsed_arguments({"backup", "f.db"}).words.front());
}

TEST(command_line, has_help_for_each_command)
{
    EXPECT_THAT(std::get<wanted_text>(*parse({"--help"})).text,
                AllOf(HasSubstr("Exit status"), HasSubstr("Examples:")));
    EXPECT_THAT(std::get<wanted_text>(*parse({"check", "--help"})).text,
                AllOf(HasSubstr("Usage: offlist check"), HasSubstr("--resolver")));
    EXPECT_THAT(std::get<wanted_text>(*parse({"lists", "explain", "-h"})).text,
                HasSubstr("Usage: offlist lists explain"));
}

TEST(command_line, has_the_version_of_the_project)
{
    EXPECT_THAT(file("CMakeLists.txt"), HasSubstr(std::string("VERSION ") + version + ' '));
    EXPECT_EQ(std::string("offlist ") + version + '\n', std::get<wanted_text>(*parse({"--version"})).text);
}

TEST(completion, knows_every_command_and_flag)
{
    const command_line line;
    const tree t;
    for (const char* shell : {"bash", "zsh", "fish"}) {
        const std::string script = completion_script(line.tree(), shell);
        for (const std::string& command : t.commands) EXPECT_THAT(script, HasSubstr(command)) << shell;
        for (const std::string& flag : t.flags)
            EXPECT_THAT(script, HasSubstr((shell == std::string("fish") ? " -l " : "--") + flag)) << shell;
    }
}

TEST(completion, of_bash_completes)
{
    const auto reply = [](const std::string& words, int at) {
        const std::string script = "eval \"$('" OFFLIST_PROGRAM "' completion bash)\"; COMP_WORDS=(" + words +
                                   "); COMP_CWORD=" + std::to_string(at) + "; _offlist; echo \"${COMPREPLY[*]}\"";
        std::string printed;
        FILE* const shell =
            ::popen(("bash -c '" + std::regex_replace(script, std::regex("'"), "'\\''") + "'").c_str(), "r");
        for (int c = std::fgetc(shell); c != EOF; c = std::fgetc(shell)) printed += static_cast<char>(c);
        ::pclose(shell);
        return printed;
    };
    EXPECT_EQ("sweep\n", reply("offlist sw", 1));
    EXPECT_EQ("explain\n", reply("offlist lists ex", 2));
    EXPECT_EQ("--resolver\n", reply("offlist check --res", 2));
    EXPECT_EQ("auto always\n", reply("offlist check --color a", 3));
}

TEST(man_page, knows_every_command_and_flag_and_no_other)
{
    const std::string page = file("docs/offlist.1");
    const tree t;
    for (const std::string& command : t.commands) EXPECT_THAT(page, HasSubstr("Cm " + command)) << command;
    std::set<std::string> described;
    const std::regex item(R"(\.It Fl (?:h , Fl )?-([a-z-]+))");
    for (auto at = std::sregex_iterator(page.begin(), page.end(), item); at != std::sregex_iterator(); ++at)
        described.insert((*at)[1]);
    EXPECT_EQ(t.flags, described);
}

TEST(man_page, is_well_formed)
{
    if (std::system("command -v mandoc >/dev/null") != 0) GTEST_SKIP() << "mandoc is not installed";
    EXPECT_EQ(0, std::system("mandoc -Tlint -W style '" OFFLIST_SOURCE_DIR "/docs/offlist.1'"));
}

}  // namespace
}  // namespace offlist::cli
