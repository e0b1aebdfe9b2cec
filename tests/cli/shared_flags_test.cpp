// The flags that several commands share, and the commands of a tree.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

struct asked {
    config::overrides from;
    sweep_flags flags;
    std::vector<std::string> words;

    exit_status run(console& /*out*/) const { return exit_status::warning; }
};

// A program of one command with all the flags of `check`, and what it reads.
struct one_command {
    command_tree tree{"program", "", ""};
    asked* read = nullptr;

    one_command()
    {
        auto [ask, what] = tree.program().add<asked>("ask", "");
        read = &what;
        ask.words("word", what.words, "");
        add_catalog_flags(ask, what.from);
        add_resolver_flags(ask, what.from);
        add_sweep_flags(ask, what.flags, what.from, "over_budget");
        ask.output_flags();
    }

    auto parse(std::vector<const char*> words)
    {
        words.insert(words.begin(), {"program", "ask"});
        return tree.parse(static_cast<int>(words.size()), words.data());
    }
};

TEST(shared_flags, are_read_each_into_its_place)
{
    one_command all;
    const auto wanted = all.parse({"--lists",
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
    ASSERT_TRUE(wanted) << wanted.error().to_string();
    const asked& read = *all.read;
    EXPECT_EQ("d", read.from.lists_directory);
    EXPECT_THAT(read.flags.lists, ElementsAre("a", "b"));
    EXPECT_THAT(read.from.resolvers, ElementsAre("127.0.0.1", "::1"));
    EXPECT_EQ(500ms, read.from.timeout);
    EXPECT_EQ(2, read.from.tries);
    EXPECT_EQ(7, read.from.in_flight);
    EXPECT_EQ("c", read.from.config);
    EXPECT_EQ("f", read.from.budget_file);
    EXPECT_TRUE(read.flags.skip_invalid && read.from.allow_special);
    EXPECT_EQ(2h, read.flags.max_duration);
    EXPECT_THAT(read.words, ElementsAre("192.0.2.1", "-"));
    EXPECT_TRUE(all.tree.output().json && all.tree.output().verbose);
    EXPECT_EQ(color_choice::never, all.tree.output().color);
}

TEST(shared_flags, are_as_they_were_where_nothing_is_said)
{
    one_command none;
    ASSERT_TRUE(none.parse({}));
    const asked& read = *none.read;
    EXPECT_FALSE(read.from.config || read.from.lists_directory || read.from.timeout || read.from.tries ||
                 read.from.in_flight || read.from.budget_file || read.flags.max_duration);
    EXPECT_FALSE(read.flags.skip_invalid || read.from.allow_special || none.tree.output().json ||
                 none.tree.output().verbose);
    EXPECT_EQ(color_choice::automatic, none.tree.output().color);
}

TEST(shared_flags, that_may_be_repeated_take_one_word_each)
{
    one_command all;
    ASSERT_TRUE(all.parse({"--list", "alpha", "192.0.2.1"}));
    EXPECT_THAT(all.read->flags.lists, ElementsAre("alpha"));
    EXPECT_THAT(all.read->words, ElementsAre("192.0.2.1"));
}

TEST(command_tree, does_what_the_words_name)
{
    command_tree tree("program", "", "");
    std::string done;
    const auto doing = [&done](const std::string& what) {
        return [&done, what](console&) {
            done = what;
            return exit_status::ok;
        };
    };
    command upper = tree.program().add("upper", "", doing("upper"));
    upper.add("lower", "", doing("lower"));
    tree.program().add_group("group", "", "").add("inner", "", doing("inner"));
    console out({});
    const auto run = [&](std::vector<const char*> words) {
        words.insert(words.begin(), "program");
        const auto wanted = tree.parse(static_cast<int>(words.size()), words.data());
        if (!wanted) return wanted.error().to_string();
        (void)std::get<action> (*wanted)(out);
        return done;
    };
    EXPECT_EQ("upper", run({"upper"}));
    EXPECT_EQ("lower", run({"upper", "lower"}));
    EXPECT_EQ("inner", run({"group", "inner"}));
    EXPECT_THAT(run({"group"}), HasSubstr("program group needs a command; expected inner"));
    EXPECT_THAT(run({"uper"}), HasSubstr("\"upper\""));
}

TEST(command_tree, describes_commands_and_flags)
{
    const auto all = one_command().tree.describe();
    ASSERT_EQ(2U, all.size());
    EXPECT_EQ("", all[0].path);
    EXPECT_THAT(all[0].commands, ElementsAre("ask"));
    EXPECT_EQ("ask", all[1].path);
    const auto named = [&](const std::string& name) {
        for (const flag_description& flag : all[1].flags)
            if (flag.name == name) return flag.takes;
        return std::string("no such flag");
    };
    EXPECT_EQ("FILE", named("config"));
    EXPECT_EQ("", named("json"));
}

}  // namespace
}  // namespace offlist::cli
