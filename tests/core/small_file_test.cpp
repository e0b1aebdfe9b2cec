#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <core/file_lock.hpp>
#include <core/small_file.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

namespace fs = std::filesystem;
using namespace offlist;

// A folder of the daemon's user, in which root's commands find whatever that user has put there.
class a_folder_of_another : public testing::Test {
protected:
    a_folder_of_another()
    {
        std::string name = (fs::temp_directory_path() / "offlist-files-XXXXXX").string();
        folder = ::mkdtemp(name.data());
        theirs = folder / "theirs";
        fs::create_directory(theirs);
        if (::geteuid() == 0 && ::chown(theirs.c_str(), nobody, nobody) != 0) ADD_FAILURE() << "chown";
        std::ofstream(folder / "of_root") << "root's own";
    }
    ~a_folder_of_another() override { fs::remove_all(folder); }

    static std::string content(const fs::path& file)
    {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static uid_t owner(const fs::path& file)
    {
        struct stat found {};
        return ::lstat(file.c_str(), &found) == 0 ? found.st_uid : uid_t(-1);
    }
    void expect_of_root_untouched() const
    {
        EXPECT_EQ(content(folder / "of_root"), "root's own");
        EXPECT_EQ(owner(folder / "of_root"), ::geteuid());
    }
    static uid_t owner_of_folder() { return ::geteuid() == 0 ? nobody : ::geteuid(); }

    static constexpr uid_t nobody = 65534;
    fs::path folder, theirs;
};

TEST_F(a_folder_of_another, gets_what_is_made_in_it)
{
    const int made = open_or_make(theirs / "mark", 0600, theirs);
    ASSERT_GE(made, 0);
    struct stat found {};
    ASSERT_EQ(::fstat(made, &found), 0);
    ::close(made);
    EXPECT_EQ(found.st_uid, owner_of_folder());
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
    ASSERT_TRUE(replace_whole(theirs / "book", "one"));
    EXPECT_EQ(owner(theirs / "book"), owner_of_folder());
    ASSERT_TRUE(file_lock::take(theirs / "lock", std::chrono::seconds(1)));
    EXPECT_EQ(owner(theirs / "lock"), owner_of_folder());
}

TEST_F(a_folder_of_another, leaves_what_was_there_to_its_owner)
{
    std::ofstream(theirs / "old") << "old";
    const int there = open_or_make(theirs / "old", 0600, theirs);
    ASSERT_GE(there, 0);
    ::close(there);
    EXPECT_EQ(owner(theirs / "old"), ::geteuid());
    ASSERT_TRUE(replace_whole(theirs / "old", "new"));
    EXPECT_EQ(owner(theirs / "old"), ::geteuid());
    EXPECT_EQ(content(theirs / "old"), "new");
}

TEST_F(a_folder_of_another, leads_nobody_through_a_link)
{
    fs::create_symlink(folder / "of_root", theirs / "mark");
    EXPECT_EQ(open_or_make(theirs / "mark", 0600, theirs), -1);
    EXPECT_EQ(errno, ELOOP);
    EXPECT_FALSE(file_lock::take(theirs / "mark", std::chrono::seconds(1)));
    fs::create_symlink(folder / "of_root", theirs / "book.new");
    ASSERT_TRUE(replace_whole(theirs / "book", "ours"));
    EXPECT_EQ(content(theirs / "book"), "ours");
    fs::create_symlink(folder / "of_root", theirs / "room");
    const int room = make_anew(theirs / "room", 0600, theirs);
    ASSERT_GE(room, 0);
    EXPECT_EQ(::write(room, "room", 4), 4);
    ::close(room);
    expect_of_root_untouched();
}

TEST_F(a_folder_of_another, has_no_file_made_where_a_link_leads_nowhere)
{
    fs::create_symlink(folder / "nothing", theirs / "mark");
    EXPECT_EQ(open_or_make(theirs / "mark", 0600, theirs), -1);
    EXPECT_FALSE(fs::exists(folder / "nothing"));
}

TEST_F(a_folder_of_another, may_have_the_book_itself_be_a_link)
{
    fs::create_symlink(folder / "of_root", theirs / "book");
    ASSERT_TRUE(replace_whole(theirs / "book", "ours"));
    EXPECT_FALSE(fs::is_symlink(theirs / "book"));
    EXPECT_EQ(owner(theirs / "book"), owner_of_folder());
    expect_of_root_untouched();
}

}  // namespace
