#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <offlist/catalog.hpp>

namespace offlist {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A directory of definition files that goes away with the test.
class lists_directory {
public:
    lists_directory()
    {
        static std::atomic<int> made{0};
        path_ = fs::temp_directory_path() /
                ("offlist-catalog-" + std::to_string(::getpid()) + '-' + std::to_string(made++));
        fs::create_directories(path_);
    }
    ~lists_directory()
    {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    lists_directory(const lists_directory&) = delete;
    lists_directory& operator=(const lists_directory&) = delete;

    lists_directory& file(const std::string& name, const std::string& text)
    {
        std::ofstream(path_ / name) << text;
        return *this;
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

std::string list(const std::string& id, const std::string& zone, const std::string& more = "")
{
    return "[[blocklist]]\nid = \"" + id + "\"\nzone = \"" + zone + "\"\nsubjects = [\"ip4\"]\n" + more +
           "answers = [{ match = \"127.0.0.2\", verdict = \"listed\", means = \"spam\" }]\n";
}
const std::string header = "[operator]\nname = \"x\"\n";

std::string said(const problems& all)
{
    std::string text;
    for (const problem& p : all) text += p.to_string() + '\n';
    return text;
}

problems wrong_of(const lists_directory& directory, const catalog_options& options = {})
{
    const auto loaded = load_catalog(directory.path(), options);
    return loaded ? problems{} : loaded.error();
}

std::vector<std::string> ids(const std::vector<blocklist>& lists)
{
    std::vector<std::string> all;
    all.reserve(lists.size());
    for (const blocklist& one : lists) all.push_back(one.id);
    return all;
}

// The directory that most tests start from; they may add files.
void fill(lists_directory& directory)
{
    directory.file("b.toml", header + list("beta", "beta.example", "enabled = false\n") +
                                 list("keyed", "{key}.keyed.example", "setup = \"Ask Bob for it.\"\n"));
    directory.file("a.toml", header + list("alpha", "alpha.example"));
    directory.file("retired.toml",
                   "[[retired]]\nid = \"gone\"\nzones = [\"gone.example\"]\nsince = \"2024-06-05\"\n"
                   "history = \"Its zones were emptied.\"\n");
    directory.file("notes.txt", "not a definition");
}

TEST(catalog, loads_all_files_sorted_by_id)
{
    lists_directory directory;
    fill(directory);
    const auto all = load_catalog(directory.path());
    ASSERT_TRUE(all) << said(all.error());
    EXPECT_THAT(ids(all->lists()), ElementsAre("alpha", "beta", "keyed"));
    EXPECT_THAT(ids(all->enabled()), ElementsAre("alpha"));
    ASSERT_NE(all->find("beta"), nullptr);
    EXPECT_EQ(all->find("beta")->zone, "beta.example");
    EXPECT_EQ(all->find("gamma"), nullptr);
    ASSERT_NE(all->find_retired("gone"), nullptr);
    EXPECT_NE(all->find_retired("sub.gone.example"), nullptr);
    EXPECT_EQ(all->find_retired("notgone.example"), nullptr);
}

TEST(catalog, switches_lists_by_configuration_and_disable_wins)
{
    lists_directory directory;
    fill(directory);
    catalog_options options;
    options.keys["keyed"] = "s3cret-k3y";
    options.enable = {"beta", "alpha"};
    options.disable = {"alpha", "gone"};
    options.acknowledge = {"alpha", "beta", "gone"};  // whether on or off, and a dead list asks for no terms
    const auto all = load_catalog(directory.path(), options);
    ASSERT_TRUE(all) << said(all.error());
    EXPECT_THAT(ids(all->enabled()), ElementsAre("beta", "keyed"));
    EXPECT_EQ(all->find("keyed")->query_zone(), "s3cret-k3y.keyed.example");
    EXPECT_EQ(all->find("keyed")->zone, "{key}.keyed.example");
}

TEST(catalog, a_key_is_never_in_a_problem)
{
    lists_directory directory;
    fill(directory);
    catalog_options options;
    options.keys = {{"keyed", "s3cret k3y"}, {"alpha", "s3cret"}, {"kyed", "s3cret"}, {"gone", "s3cret"}};
    const problems wrong = wrong_of(directory, options);
    ASSERT_EQ(wrong.size(), 4U) << said(wrong);
    EXPECT_THAT(said(wrong), Not(HasSubstr("s3cret")));
    EXPECT_THAT(said(wrong), HasSubstr("character 7 of the key"));
    EXPECT_THAT(said(wrong), HasSubstr("takes no key"));
    EXPECT_THAT(said(wrong), HasSubstr("expected \"keyed\""));
    for (const std::string& bad : {std::string(64, 's'), std::string(), std::string("a.b")}) {
        options.keys = {{"keyed", bad}};
        EXPECT_THAT(said(wrong_of(directory, options)), HasSubstr("1 to 63 letters"));
    }
}

TEST(catalog, unknown_ids_get_the_nearest_and_retired_ones_their_history)
{
    lists_directory directory;
    fill(directory);
    catalog_options options;
    options.enable = {"alhpa", "gone", "keyed"};
    options.disable = {"betta"};
    options.acknowledge = {"kyed"};
    const problems wrong = wrong_of(directory, options);
    ASSERT_EQ(wrong.size(), 5U) << said(wrong);
    EXPECT_THAT(wrong[0].to_string(), HasSubstr("expected \"alpha\""));
    EXPECT_THAT(wrong[1].to_string(), HasSubstr("retired since 2024-06-05: Its zones were emptied."));
    EXPECT_THAT(wrong[2].to_string(), HasSubstr("needs a key (Ask Bob for it.)"));
    EXPECT_THAT(wrong[3].to_string(), HasSubstr("expected \"beta\""));
    EXPECT_THAT(wrong[4].to_string(),
                testing::AllOf(HasSubstr("lists.acknowledge: "), HasSubstr("expected \"keyed\"")));
}

TEST(catalog, picks_lists_whether_enabled_or_not)
{
    lists_directory directory;
    fill(directory);
    const auto all = load_catalog(directory.path());
    ASSERT_TRUE(all);
    const auto picked = all->pick({"beta", "alpha", "beta"});
    ASSERT_TRUE(picked);
    EXPECT_THAT(ids(*picked), ElementsAre("beta", "alpha"));
    const auto bad = all->pick({"alpa", "gone", "keyed"});
    ASSERT_FALSE(bad);
    EXPECT_THAT(said(bad.error()), HasSubstr("expected \"alpha\""));
    EXPECT_THAT(said(bad.error()), HasSubstr("Its zones were emptied."));
    EXPECT_THAT(said(bad.error()), HasSubstr("keys.keyed"));
}

TEST(catalog, an_id_or_zone_names_one_list_over_all_files)
{
    lists_directory directory;
    directory.file("a.toml", header + list("alpha", "alpha.example"));
    directory.file("b.toml", header + list("alpha", "other.example") + list("beta", "alpha.example"));
    const problems wrong = wrong_of(directory);
    ASSERT_EQ(wrong.size(), 2U) << said(wrong);
    EXPECT_THAT(wrong[0].what, HasSubstr("id is already used at"));
    EXPECT_THAT(wrong[0].what, HasSubstr("a.toml:4"));
    EXPECT_EQ(wrong[0].line, 4);
    EXPECT_THAT(wrong[1].what, HasSubstr("zone \"alpha.example\" is already asked by \"alpha\""));
    EXPECT_EQ(wrong[1].line, 9);
}

TEST(catalog, a_retired_zone_cannot_be_defined_again)
{
    lists_directory directory;
    fill(directory);
    directory.file("c.toml", header + list("mine", "spam.gone.example") + list("gone", "other.example"));
    const problems wrong = wrong_of(directory);
    ASSERT_EQ(wrong.size(), 2U) << said(wrong);
    for (const problem& one : wrong) EXPECT_THAT(one.what, HasSubstr("since 2024-06-05: Its zones were emptied."));
    EXPECT_EQ(wrong[0].line, 4);
}

TEST(catalog, problems_of_all_files_come_together_and_nothing_is_half_loaded)
{
    lists_directory directory;
    fill(directory);
    directory.file("c.toml", "nonsense");
    directory.file("d.toml", header + list("Bad Id", "d.example"));
    const problems wrong = wrong_of(directory);
    ASSERT_EQ(wrong.size(), 2U) << said(wrong);
    EXPECT_THAT(wrong[0].file, HasSubstr("c.toml"));
    EXPECT_THAT(wrong[1].file, HasSubstr("d.toml"));
}

TEST(catalog, a_missing_or_empty_directory_is_named)
{
    const lists_directory directory;
    EXPECT_THAT(said(wrong_of(directory)), HasSubstr("no list definitions in \"" + directory.path().string() + '"'));
    const auto missing = load_catalog(directory.path() / "missing");
    ASSERT_FALSE(missing);
    EXPECT_THAT(said(missing.error()), HasSubstr("cannot read the lists directory"));
}

TEST(catalog, a_file_that_cannot_be_read_is_a_problem)
{
    lists_directory directory;
    fill(directory);
    fs::create_directory(directory.path() / "folder.toml");
    fs::create_symlink(directory.path() / "nowhere", directory.path() / "link.toml");
    const problems wrong = wrong_of(directory);
    ASSERT_EQ(wrong.size(), 2U) << said(wrong);
    for (const problem& one : wrong) EXPECT_THAT(one.what, HasSubstr("cannot read the file"));
}

TEST(catalog, retired_lists_alone_are_no_catalogue)
{
    lists_directory directory;
    directory.file("retired.toml", "[[retired]]\nid = \"gone\"\nzones = [\"gone.example\"]\nhistory = \"Closed.\"\n");
    EXPECT_THAT(said(wrong_of(directory)), HasSubstr("no list definitions in"));
}

}  // namespace
}  // namespace offlist
