// child.hpp: this test program once more as a child, to be killed: it runs one of its disabled tests.
//
// For one thread. A child that is left over is killed by its id.
#pragma once
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

extern char** environ;

namespace offlist::store {

/// The child's end of the pipe on which it tells its parent; lines, each written at once.
inline constexpr int told_on = 3;

class child {
public:
    /// `test` is a full name such as child.DISABLED_writes. The child's environment gains OFFLIST_CHILD_STORE = `url`.
    child(const std::string& test, const std::string& url)
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        posix_spawn_file_actions_t files;
        (void)::posix_spawn_file_actions_init(&files);
        (void)::posix_spawn_file_actions_adddup2(&files, ends[1], told_on);
        (void)::posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
        std::vector<std::string> words{"/proc/self/exe", "--gtest_also_run_disabled_tests", "--gtest_filter=" + test};
        std::vector<char*> arguments;
        for (auto& w : words) arguments.push_back(w.data());
        arguments.push_back(nullptr);
        std::string store = "OFFLIST_CHILD_STORE=" + url;
        std::vector<char*> environment;
        for (char** e = environ; *e != nullptr; ++e) environment.push_back(*e);
        environment.push_back(store.data());
        environment.push_back(nullptr);
        const int failed =
            ::posix_spawn(&pid_, "/proc/self/exe", &files, nullptr, arguments.data(), environment.data());
        (void)::posix_spawn_file_actions_destroy(&files);
        (void)::close(ends[1]);
        from_ = ::fdopen(ends[0], "r");
        if (failed != 0 || from_ == nullptr) throw std::runtime_error("the child cannot be started");
    }
    ~child()
    {
        kill();
        (void)std::fclose(from_);
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    /// The next line that it told; empty: it has ended.
    std::string line()
    {
        std::array<char, 256> text{};
        if (std::fgets(text.data(), static_cast<int>(text.size()), from_) == nullptr) return {};
        std::string read = text.data();
        // what was cut off by its death was not told
        if (read.empty() || read.back() != '\n') return {};
        read.pop_back();
        return read;
    }
    /// kill -9.
    void kill()
    {
        if (pid_ <= 0) return;
        (void)::kill(pid_, SIGKILL);
        (void)::waitpid(std::exchange(pid_, -1), nullptr, 0);
    }
    /// Its exit status, once it ends by itself.
    int finish()
    {
        int status = 0;
        (void)::waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    pid_t pid_ = -1;
    std::FILE* from_ = nullptr;
};

/// In the child.
[[nodiscard]] inline std::string store_of_child()
{
    const char* const url = std::getenv("OFFLIST_CHILD_STORE");
    return url != nullptr ? url : "";
}
inline void tell_parent(const std::string& line)
{
    const std::string whole = line + '\n';
    if (::write(told_on, whole.data(), whole.size()) < 0) ::_exit(1);
}

}  // namespace offlist::store
