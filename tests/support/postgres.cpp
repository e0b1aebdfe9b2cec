#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <support/postgres.hpp>
#include <vector>

namespace offlist::test {
namespace {

namespace fs = std::filesystem;

const fs::path programs = "/usr/lib/postgresql/15/bin";
constexpr std::chrono::seconds postgres_start_bound{60};  // initdb on a busy machine
constexpr int poll_ms = 20;

// PostgreSQL refuses to run as root; then it runs as Debian's user of its package.
const passwd* unprivileged()
{
    if (::geteuid() != 0) return nullptr;
    const passwd* const user = ::getpwnam("postgres");
    if (user == nullptr) throw std::runtime_error("there is no user postgres: apt-get install postgresql-15");
    return user;
}

pid_t start(std::vector<std::string> words, const fs::path& log, const passwd* as)
{
    std::vector<char*> arguments;
    for (auto& w : words) arguments.push_back(w.data());
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (as != nullptr && (::setgroups(0, nullptr) != 0 || ::setgid(as->pw_gid) != 0 || ::setuid(as->pw_uid) != 0))
        ::_exit(126);
    (void)::prctl(PR_SET_PDEATHSIG, SIGINT);  // after the change of user, which clears it
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    (void)::dup2(out, 1);
    (void)::dup2(out, 2);
    (void)::execv(arguments[0], arguments.data());
    ::_exit(127);
}

std::string content(const fs::path& file)
{
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

void run(const std::vector<std::string>& words, const fs::path& log, const passwd* as)
{
    int status = 0;
    if (::waitpid(start(words, log, as), &status, 0) < 0 || status != 0)
        throw std::runtime_error(words.front() + " failed: " + content(log));
}

}  // namespace

postgres& postgres::instance()
{
    static postgres server;
    return server;
}

postgres::postgres()
{
    std::string pattern = (fs::temp_directory_path() / "offlist-postgres-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a directory for PostgreSQL");
    folder_ = pattern;
    const passwd* const as = unprivileged();
    if (as != nullptr && ::chown(folder_.c_str(), as->pw_uid, as->pw_gid) != 0)
        throw std::runtime_error("cannot give PostgreSQL its directory");
    const auto log = folder_ / "log", data = folder_ / "data";
    run({programs / "initdb", "--no-sync", "--auth=trust", "--username=offlist", "--encoding=UTF8", "--locale=C",
         "--pgdata", data},
        log, as);
    // no fsync: what is tested is SQL, and the machine does not lose power meanwhile
    server_ = start({programs / "postgres", "-D", data, "-k", folder_, "-c", "listen_addresses=", "-F", "-c",
                     "shared_buffers=16MB"},
                    log, as);
    const auto deadline = std::chrono::steady_clock::now() + postgres_start_bound;
    while (content(data / "postmaster.pid").find("\nready") == std::string::npos) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("PostgreSQL did not start: " + content(log));
        (void)::poll(nullptr, 0, poll_ms);
    }
}

postgres::~postgres()
{
    if (server_ > 0) {
        (void)::kill(server_, SIGINT);
        (void)::waitpid(server_, nullptr, 0);
    }
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::string postgres::fresh_database()
{
    const std::string name = "test" + std::to_string(++databases_);
    run({programs / "createdb", "--host", folder_, "--username=offlist", name}, folder_ / "log", unprivileged());
    return "postgresql:///" + name + "?host=" + folder_.string() + "&user=offlist";
}

}  // namespace offlist::test
