#include "support/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <support/places.hpp>
#include <system_error>

namespace offlist::test {
namespace {

constexpr std::chrono::seconds longest_run{60};

std::array<int, 2> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
    return ends;
}

void close_one(int& descriptor)
{
    if (descriptor >= 0) ::close(descriptor);
    descriptor = -1;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

// False at the end of the file.
bool append_from(int descriptor, std::string& to)
{
    std::array<char, 4096> part{};
    const ssize_t got = ::read(descriptor, part.data(), part.size());
    if (got > 0) to.append(part.data(), static_cast<std::size_t>(got));
    return got > 0;
}

}  // namespace

std::vector<std::string> program_result::lines() const
{
    std::vector<std::string> all;
    std::istringstream in(out);
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
}

running_program::running_program(const program_call& call)
{
    std::vector<std::string> words{program_file()};
    words.insert(words.end(), call.arguments.begin(), call.arguments.end());
    const char* const path = std::getenv("PATH");
    std::vector<std::string> variables{std::string("PATH=") + (path != nullptr ? path : "")};
    for (const auto& [name, value] : call.environment) variables.push_back(name + '=' + value);
    const auto arguments = pointers_to(words);
    const auto environment = pointers_to(variables);

    auto in = make_pipe(), out = make_pipe(), err = make_pipe();
    pid_ = ::fork();
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid_ == 0) {  // only what is safe after fork (POSIX)
        if (!call.directory.empty() && ::chdir(call.directory.c_str()) != 0) ::_exit(127);
        ::dup2(in[0], STDIN_FILENO);
        ::dup2(out[1], STDOUT_FILENO);
        ::dup2(err[1], STDERR_FILENO);
        if (call.in == standard_input::closed) ::close(STDIN_FILENO);
        if (!call.output_file.empty()) ::dup2(::open(call.output_file.c_str(), O_WRONLY), STDOUT_FILENO);
        if (!call.error_file.empty()) ::dup2(::open(call.error_file.c_str(), O_WRONLY), STDERR_FILENO);
        ::execve(arguments.front(), arguments.data(), environment.data());
        ::_exit(127);
    }
    close_one(in[0]);
    close_one(out[1]);
    close_one(err[1]);
    out_ = out[0];
    err_ = err[0];
    std::string_view rest = call.input;  // small enough for the pipe, or read at once
    while (!rest.empty()) {
        const ssize_t written = ::write(in[1], rest.data(), rest.size());
        if (written <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    in_ = in[1];
    if (call.in != standard_input::endless) close_one(in_);
}

running_program::~running_program()
{
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    close_one(in_);
    close_one(out_);
    close_one(err_);
}

void running_program::send_signal(int number) const
{
    if (pid_ > 0) ::kill(pid_, number);
}

void running_program::leave()
{
    close_one(out_);
}

// False when both streams have ended or nothing came within the bound.
bool running_program::read_some()
{
    std::array<pollfd, 2> ready{pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0}};
    if (out_ < 0 && err_ < 0) return false;
    if (::poll(ready.data(), ready.size(), static_cast<int>(std::chrono::milliseconds(longest_run).count())) <= 0)
        return false;
    if (ready[0].revents != 0 && !append_from(out_, result_.out)) close_one(out_);
    if (ready[1].revents != 0 && !append_from(err_, result_.err)) close_one(err_);
    return true;
}

bool running_program::wait_for(const std::string& text)
{
    while (result_.out.find(text) == std::string::npos)
        if (out_ < 0 || !read_some()) return false;
    return true;
}

bool running_program::wait_for_error(const std::string& text)
{
    while (result_.err.find(text) == std::string::npos)
        if (err_ < 0 || !read_some()) return false;
    return true;
}

program_result running_program::finish()
{
    while (read_some()) {
    }
    const bool hangs = out_ >= 0 || err_ >= 0;
    if (hangs) ::kill(pid_, SIGKILL);
    int ended = 0;
    ::waitpid(pid_, &ended, 0);
    pid_ = -1;
    if (!hangs) result_.status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
    return result_;
}

program_result run_program(const program_call& call)
{
    return running_program(call).finish();
}

}  // namespace offlist::test
