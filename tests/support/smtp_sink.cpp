#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <support/places.hpp>
#include <support/smtp_sink.hpp>

namespace offlist::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* python = "/usr/bin/python3";  // Debian's: aiosmtpd is one of its packages

void make_certificate(const fs::path& folder)
{
    const std::string command =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
        "subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout '" +
        (folder / "key.pem").string() + "' -out '" + (folder / "cert.pem").string() + "' 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl cannot make a certificate");
}

}  // namespace

smtp_sink::smtp_sink(const std::string& mode)
{
    std::string pattern = (fs::temp_directory_path() / "offlist-smtp-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    if (mode != "plain") make_certificate(folder_);
    std::array<int, 2> to{};
    std::array<int, 2> from{};
    if (::pipe2(to.data(), O_CLOEXEC) != 0 || ::pipe2(from.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("no pipes for the mail server");
    std::vector<std::string> words{python, in_tree("tests/support/smtp_sink.py"), folder_.string(), mode};
    if (mode != "plain") words.insert(words.end(), {certificate(), (folder_ / "key.pem").string()});
    std::vector<char*> argv;
    for (std::string& w : words) argv.push_back(w.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_adddup2(&files, to[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&files, from[1], STDOUT_FILENO);
    const int failed = ::posix_spawn(&pid_, python, &files, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&files);
    ::close(to[0]);
    ::close(from[1]);
    input_ = to[1];
    std::array<char, 16> said{};
    const ssize_t got = failed == 0 ? ::read(from[0], said.data(), said.size() - 1) : 0;
    ::close(from[0]);
    if (got <= 0) throw std::runtime_error("the mail server does not come up: apt-get install python3-aiosmtpd");
    port_ = static_cast<std::uint16_t>(std::stoi(said.data()));
}

smtp_sink::~smtp_sink()
{
    ::close(input_);  // it ends with its input
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::vector<nlohmann::json> smtp_sink::mails() const
{
    std::vector<nlohmann::json> all;
    for (int i = 1;; ++i) {
        std::ifstream in(folder_ / (std::to_string(i) + ".json"));
        if (!in) return all;
        all.push_back(nlohmann::json::parse(in));
    }
}

}  // namespace offlist::test
