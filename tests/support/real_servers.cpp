#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <support/dns_message.hpp>
#include <support/ports.hpp>
#include <support/real_servers.hpp>
#include <utility>

namespace offlist::test {
namespace {

namespace fs = std::filesystem;
using boost::asio::ip::udp;

constexpr std::chrono::seconds start_bound{10};
constexpr int start_attempts = 3;
constexpr std::chrono::milliseconds poll_interval{20};

fs::path find_program(const std::string& name, const std::string& package)
{
    const char* path = std::getenv("PATH");
    std::istringstream folders(std::string(path != nullptr ? path : "") + ":/usr/sbin:/usr/local/sbin:/sbin");
    for (std::string folder; std::getline(folders, folder, ':');)
        if (const fs::path file = fs::path(folder) / name; ::access(file.c_str(), X_OK) == 0) return file;
    throw std::runtime_error(name + " is not installed; the tests ask it: apt-get install " + package);
}

fs::path make_directory(const std::string& program)
{
    std::string pattern = (fs::temp_directory_path() / ("offlist-" + program + "-XXXXXX")).string();
    if (::mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error("cannot make a directory for " + program + ": " + std::strerror(errno));
    // rbldnsd gives up root before it reads its zones
    fs::permissions(pattern, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                                 fs::perms::others_read | fs::perms::others_exec);
    return pattern;
}

bool answers(const udp::endpoint& server, const std::string& name)
{
    boost::asio::io_context context;
    udp::socket socket(context, server.protocol());
    socket.bind({boost::asio::ip::make_address(who_asks_whether_it_is_up), 0});
    socket.connect(server);
    octets message{0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    const octets owner = wire_of(name);
    message.insert(message.end(), owner.begin(), owner.end());
    message.insert(message.end(), {0, type_a, 0, class_in});

    boost::system::error_code failed;
    socket.send(boost::asio::buffer(message), 0, failed);
    std::array<std::uint8_t, 512> reply{};
    bool answered = false;
    socket.async_receive(boost::asio::buffer(reply), [&](boost::system::error_code e, std::size_t size) {
        answered = !e && size >= 12;
        if (answered) context.stop();
    });
    const auto wait_on = boost::asio::make_work_guard(context);  // a refused try waits too: the next one comes later
    context.run_for(poll_interval);
    return answered;
}

}  // namespace

child_server::child_server(std::string program, const std::string& package)
    : program_(std::move(program)), path_(find_program(program_, package)), directory_(make_directory(program_))
{
}

child_server::~child_server()
{
    end();
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

void child_server::end()
{
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);  // it holds nothing worth saving
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

fs::path child_server::write(const std::string& name, const std::string& text) const
{
    const fs::path file = directory_ / name;
    std::ofstream out(file);
    out << text;
    if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
    return file;
}

void child_server::start(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), program_);
    std::vector<char*> argv;
    for (std::string& a : arguments) argv.push_back(a.data());
    argv.push_back(nullptr);

    const fs::path log = write("log", "");
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), O_WRONLY | O_APPEND, 0);
    ::posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    const int failed = ::posix_spawn(&pid_, path_.c_str(), &files, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&files);
    if (failed != 0) throw std::runtime_error("cannot start " + path_.string() + ": " + std::strerror(failed));
}

void child_server::come_up(const std::function<std::vector<std::string>()>& arguments, const std::string& name)
{
    for (int attempt = 0; attempt < start_attempts; ++attempt) {
        endpoint_ = free_endpoint();
        start(arguments());
        if (answers_before_it_ends(name)) return;
        end();
    }
    throw std::runtime_error(program_ + " does not come up; it printed: " + printed());
}

void child_server::come_back(const std::function<std::vector<std::string>()>& arguments, const std::string& name)
{
    end();
    start(arguments());
    if (!answers_before_it_ends(name)) throw std::runtime_error(program_ + " does not come back: " + printed());
}

bool child_server::answers_before_it_ends(const std::string& name)
{
    const auto deadline = std::chrono::steady_clock::now() + start_bound;
    while (std::chrono::steady_clock::now() < deadline) {
        if (answers(endpoint_, name)) return true;
        if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
            pid_ = -1;
            return false;
        }
    }
    return false;
}

std::string child_server::printed() const
{
    std::ifstream log(directory_ / "log");
    std::ostringstream text;
    text << log.rdbuf();
    return text.str();
}

rbldnsd::rbldnsd(const std::vector<rbldnsd_zone>& zones) : child_server("rbldnsd", "rbldnsd")
{
    std::vector<std::string> loaded;
    for (const rbldnsd_zone& z : zones) {
        const fs::path file = write("zone" + std::to_string(loaded.size()), z.data);
        loaded.push_back(z.zone + ':' + z.kind + ':' + file.string());
    }
    const auto arguments = [&] {
        std::vector<std::string> all{
            "-n", "-q", "-c", "1", "-b", endpoint_.address().to_string() + '/' + std::to_string(endpoint_.port())};
        if (::geteuid() == 0) all.insert(all.end(), {"-u", "nobody"});  // it refuses to run as root
        all.insert(all.end(), loaded.begin(), loaded.end());
        return all;
    };
    come_up(arguments, "2.0.0.127." + zones.front().zone);
}

void rbldnsd::replace(std::size_t zone, const std::string& data) const
{
    // Renamed into its place, for a file that is read while it is written is half a zone.
    const fs::path whole = write("new", data);
    fs::rename(whole, whole.parent_path() / ("zone" + std::to_string(zone)));
}

real_resolver::real_resolver(std::string program, const std::string& package, std::vector<zone> zones)
    : child_server(std::move(program), package), zones_(std::move(zones))
{
}

void real_resolver::begin(const std::string& more)
{
    come_up([&] { return arguments(more); }, "test.invalid");
}

void real_resolver::configure(const std::string& more)
{
    come_back([&] { return arguments(more); }, "test.invalid");
}

unbound::unbound(std::vector<zone> zones, const std::string& more)
    : real_resolver("unbound", "unbound", std::move(zones))
{
    begin(more);
}

std::vector<std::string> unbound::arguments(const std::string& more) const
{
    std::ostringstream config;
    config << "server:\n"
           << "  interface: " << endpoint_.address().to_string() << '@' << endpoint_.port() << '\n'
           << "  do-daemonize: no\n  username: \"\"\n  chroot: \"\"\n  directory: \"\"\n  pidfile: \"\"\n"
           << "  use-syslog: no\n  verbosity: 0\n  num-threads: 1\n  module-config: \"iterator\"\n"
           << "  do-not-query-localhost: no\n"
           << "  local-zone: \".\" static\n";  // asks nobody but the zones below: no network is needed
    if (more.find("access-control") == std::string::npos) config << "  access-control: 127.0.0.0/8 allow\n";
    for (const zone& z : zones_) config << "  local-zone: \"" << z.name << "\" transparent\n";
    config << more << "remote-control:\n  control-enable: no\n";
    for (const zone& z : zones_)
        config << "stub-zone:\n  name: \"" << z.name << "\"\n  stub-addr: " << z.server.address().to_string() << '@'
               << z.server.port() << '\n';
    return {"-d", "-c", write("unbound.conf", config.str()).string()};
}

dnsmasq::dnsmasq(std::vector<zone> zones, const std::string& more)
    : real_resolver("dnsmasq", "dnsmasq-base", std::move(zones))
{
    begin(more);
}

std::vector<std::string> dnsmasq::arguments(const std::string& more) const
{
    std::ostringstream config;
    config << "no-hosts\nno-resolv\nbind-interfaces\ncache-size=0\n"
           << "listen-address=" << endpoint_.address().to_string() << "\nport=" << endpoint_.port() << '\n'
           << "address=/invalid/\n";  // NXDOMAIN
    for (const zone& z : zones_)
        config << "server=/" << z.name << '/' << z.server.address().to_string() << '#' << z.server.port() << '\n';
    config << more;
    return {"--keep-in-foreground",
            "--user=", "--pid-file=", "--conf-file=" + write("dnsmasq.conf", config.str()).string()};
}

bind9::bind9(std::vector<zone> zones, const std::string& more) : real_resolver("named", "bind9", std::move(zones))
{
    begin(more);
}

std::vector<std::string> bind9::arguments(const std::string& more) const
{
    // An empty world, but for the zones: static-stub, so that it asks them as an authoritative server is asked, from
    // the top, which is what minimisation is about.
    const fs::path root = write("root", "@ 60 IN SOA ns. root. 1 60 60 60 60\n@ 60 IN NS ns.\nns. 60 IN A 127.0.0.1\n");
    std::ostringstream config;
    config << "options {\n  directory \"" << root.parent_path().string() << "\";\n"
           << "  pid-file none;\n  session-keyfile none;\n  port " << zones_.front().server.port() << ";\n"
           << "  listen-on port " << endpoint_.port() << " { " << endpoint_.address().to_string() << "; };\n"
           << "  listen-on-v6 { none; };\n  recursion yes;\n  dnssec-validation no;\n  empty-zones-enable no;\n"
           << more << "};\ncontrols { };\nzone \".\" { type primary; file \"" << root.string() << "\"; };\n";
    for (const zone& z : zones_)
        config << "zone \"" << z.name << "\" { type static-stub; server-addresses { " << z.server.address().to_string()
               << "; }; };\n";
    return {"-g", "-n", "1", "-c", write("named.conf", config.str()).string()};
}

pdns_recursor::pdns_recursor(std::vector<zone> zones, const std::string& more)
    : real_resolver("pdns_recursor", "pdns-recursor", std::move(zones))
{
    begin(more);
}

std::vector<std::string> pdns_recursor::arguments(const std::string& more) const
{
    const std::string start = "@ 60 IN SOA ns root 1 60 60 60 60\n@ 60 IN NS ns\n";
    const fs::path policy = write("policy.zone", "$ORIGIN policy.\n" + start + "8.0.0.0.127.rpz-ip 60 IN CNAME .\n");
    (void)write("policy.lua", "rpzFile(\"" + policy.string() + "\", {policyName=\"no loopback\"})\n");
    (void)write("filter.lua",
                "local loopback = newNMG()\n"
                "loopback:addMask(\"127.0.0.0/8\")\n"
                "function postresolve(dq)\n"
                "  local kept, removed = {}, false\n"
                "  for _, record in pairs(dq:getRecords()) do\n"
                "    if record.type == pdns.A and loopback:match(newCA(record:getContent())) then\n"
                "      removed = true\n"
                "    else\n"
                "      table.insert(kept, record)\n"
                "    end\n"
                "  end\n"
                "  if removed then dq:setRecords(kept) end\n"
                "  return removed\n"
                "end\n");
    const std::string folder = policy.parent_path().string();
    std::ostringstream config;
    config << "daemon=no\nwrite-pid=no\ndisable-syslog=yes\nsocket-dir=" << folder << "\nthreads=1\n"
           << "local-address=" << endpoint_.address().to_string() << "\nlocal-port=" << endpoint_.port() << '\n'
           << "dnssec=off\nhint-file=no\ndont-query=\n"
           << "auth-zones=invalid=" << write("invalid.zone", start).string() << "\nforward-zones=";
    for (const zone& z : zones_)
        config << (&z == &zones_.front() ? "" : ",") << z.name << '=' << z.server.address().to_string() << ':'
               << z.server.port();
    std::string lines = more;
    for (const std::string place = "{folder}"; lines.find(place) != std::string::npos;)
        lines.replace(lines.find(place), place.size(), folder);
    config << '\n' << lines;
    return {"--config-dir=" + write("recursor.conf", config.str()).parent_path().string()};
}

}  // namespace offlist::test
