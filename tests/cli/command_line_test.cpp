// Flags, help, completion and the man page say the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <core/version.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <support/places.hpp>

#include "cli/commands/table.hpp"
#include "cli/completion.hpp"
#include "support/program.hpp"

namespace offlist::cli {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

struct program : command_tree {
    program() : command_tree("offlist", "", "") { add_commands(*this); }
};

auto parse(const std::vector<const char*>& words)
{
    std::vector<const char*> all{"offlist"};
    all.insert(all.end(), words.begin(), words.end());
    program line;
    return line.parse(static_cast<int>(all.size()), all.data());
}

std::string wrong(const std::vector<const char*>& words)
{
    const auto read = parse(words);
    return read ? "no problem" : read.error().to_string();
}

std::string file(const std::string& path)
{
    std::ifstream in(test::in_tree(path));
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string printed(std::vector<std::string> words)
{
    test::program_call call;
    call.arguments = std::move(words);
    return test::run_program(call).out;
}

struct words_of_all {
    std::set<std::string> commands;
    std::set<std::string> flags;
    words_of_all()
    {
        for (const command_description& each : program().describe()) {
            commands.insert(each.commands.begin(), each.commands.end());
            for (const flag_description& flag : each.flags) flags.insert(flag.name);
        }
    }
};

TEST(command_line, names_what_is_wrong_and_what_would_be_right)
{
    EXPECT_EQ("there is no command \"chek\"; expected \"check\"", wrong({"chek", "192.0.2.1"}));
    EXPECT_THAT(wrong({}), HasSubstr("check, sweep, lists"));
    EXPECT_EQ("offlist check has no flag \"--jsn\"; expected --json", wrong({"check", "--jsn", "192.0.2.1"}));
    EXPECT_THAT(wrong({"check"}), HasSubstr("offlist check needs SUBJECT|-"));
    EXPECT_THAT(wrong({"check", "--timeout", "5x", "a"}), AllOf(HasSubstr("--timeout"), HasSubstr("500ms")));
    EXPECT_THAT(wrong({"check", "--timeout", "0s", "a"}), HasSubstr("--timeout"));
    EXPECT_THAT(wrong({"check", "--tries", "0", "a"}), HasSubstr("--tries"));
    EXPECT_EQ("--color: \"sometimes\" is not known; expected one of always, auto, never",
              wrong({"check", "--color", "sometimes", "a"}));
    EXPECT_EQ("no problem", wrong({"check", "--color", "Never", "a"}));
    EXPECT_EQ("--tries: \"many\" is not a whole number; expected a number from 1 to 5",
              wrong({"check", "--tries", "many", "a"}));
    EXPECT_EQ("--tries: \"6\" is out of range; expected a number from 1 to 5", wrong({"check", "--tries", "6", "a"}));
    EXPECT_EQ("--tries: \"99999999999\" is out of range; expected a number from 1 to 5",
              wrong({"check", "--tries", "99999999999", "a"}));
    EXPECT_THAT(wrong({"token", "create", "--role", "Admin"}), testing::StartsWith("--role: \"Admin\" is not known"));
    EXPECT_EQ("--role: \"admn\" is not known; expected admin (of admin, staff, customer)",
              wrong({"token", "create", "--role", "admn"}));
    EXPECT_THAT(wrong({"check", "a", "--timeout"}),
                testing::StartsWith("offlist check: --timeout has no value; expected DURATION: "));
    EXPECT_THAT(wrong({"sweep", "a", "b"}), HasSubstr("\"b\""));
    EXPECT_EQ(
        "offlist lists explain needs ID ANSWER, and only \"a\" was given; expected the list's id, then the addresses "
        "that it answered",
        wrong({"lists", "explain", "a"}));
}

TEST(command_line, asks_for_what_a_command_needs)
{
    EXPECT_THAT(wrong({"import", "f.csv"}), HasSubstr("--account"));
    EXPECT_THAT(wrong({"token", "create", "--role", "boss"}), HasSubstr("--role"));
    EXPECT_THAT(wrong({"account", "create", "--name", "A"}), HasSubstr("--email"));
    EXPECT_THAT(wrong({"account", "destroy", "acc_1", "--reason", "r"}), HasSubstr("--confirm"));
    EXPECT_THAT(wrong({"account"}), HasSubstr("create, list, show, quota, terminate, destroy"));
    EXPECT_THAT(wrong({"delisting", "cancel", "del_1"}), HasSubstr("--reason"));
    EXPECT_THAT(wrong({"delisting", "list", "--state", "dead"}), HasSubstr("--state"));
    EXPECT_THAT(wrong({"task", "complete", "tsk_1"}), HasSubstr("--outcome"));
    for (const std::vector<const char*>& enough : {std::vector<const char*>{"serve", "--config", "f"},
                                                   {"import", "f.csv", "--account", "acc_1"},
                                                   {"subject", "add", "a", "b", "--account", "acc_1"},
                                                   {"backup", "f.db"},
                                                   {"doctor", "--quick"},
                                                   {"lists"}})
        EXPECT_EQ("no problem", wrong(enough)) << enough.front();
}

// A command that reads the configuration takes it from everywhere alike.
TEST(command_line, each_command_takes_the_configuration_before_its_words_and_behind)
{
    std::size_t with_configuration = 0;
    for (const command_description& each : program().describe()) {
        const bool reads = std::any_of(each.flags.begin(), each.flags.end(),
                                       [](const flag_description& f) { return f.name == "config"; });
        if (each.path.empty() || !each.commands.empty() || each.path == "completion") continue;
        EXPECT_TRUE(reads) << each.path;
        if (!reads) continue;
        ++with_configuration;
        std::istringstream path(each.path);
        std::vector<std::string> words;
        for (std::string word; path >> word;) words.push_back(word);
        std::vector<const char*> before{"--config", "x.toml"}, behind;
        for (const std::string& word : words) before.push_back(word.c_str());
        for (const std::string& word : words) behind.push_back(word.c_str());
        behind.insert(behind.end(), {"--config", "x.toml"});
        EXPECT_EQ(wrong(behind), wrong(before)) << each.path;
        EXPECT_THAT(wrong(before), Not(AnyOf(HasSubstr("--config"), HasSubstr("x.toml")))) << each.path;
    }
    EXPECT_GT(with_configuration, 20U);
}

TEST(command_line, has_help_for_each_command)
{
    EXPECT_THAT(printed({"--help"}), AllOf(HasSubstr("Exit status"), HasSubstr("Examples:")));
    EXPECT_THAT(std::get<wanted_text>(*parse({"check", "--help"})).text,
                AllOf(HasSubstr("Usage: offlist check"), HasSubstr("--resolver")));
    EXPECT_THAT(std::get<wanted_text>(*parse({"lists", "explain", "-h"})).text,
                HasSubstr("Usage: offlist lists explain"));
}

TEST(command_line, has_the_version_of_the_project)
{
    const std::string released = std::string(version).substr(0, std::string_view(version).find('+'));
    EXPECT_THAT(file("CMakeLists.txt"), HasSubstr("VERSION " + released + ' ')) << "what follows a + is the git state";
    EXPECT_EQ(std::string("offlist ") + version + '\n', std::get<wanted_text>(*parse({"--version"})).text);
}

TEST(completion, knows_every_command_and_flag)
{
    const auto all = program().describe();
    const words_of_all t;
    for (const char* shell : {"bash", "zsh", "fish"}) {
        const std::string script = completion_script(all, shell);
        for (const std::string& command : t.commands) EXPECT_THAT(script, HasSubstr(command)) << shell;
        for (const std::string& flag : t.flags)
            EXPECT_THAT(script, HasSubstr((shell == std::string("fish") ? " -l " : "--") + flag)) << shell;
    }
}

TEST(completion, of_bash_completes)
{
    const auto reply = [](const std::string& words, int at) {
        const std::string script = "eval \"$('" + test::program_file() + "' completion bash)\"; COMP_WORDS=(" + words +
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
    EXPECT_EQ("--resolver --resolve\n", reply("offlist check --res", 2));
    EXPECT_EQ("auto always\n", reply("offlist check --color a", 3));
}

TEST(man_page, knows_every_command_and_flag_and_no_other)
{
    const std::string page = file("docs/offlist.1");
    const words_of_all t;
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
    EXPECT_EQ(0, std::system(("mandoc -Tlint -W style '" + test::in_tree("docs/offlist.1") + '\'').c_str()));
}

}  // namespace
}  // namespace offlist::cli
