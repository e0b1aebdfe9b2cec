#include "daemon/daemon_process.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>
#include <thread>

namespace offlist::test {
namespace {

constexpr const char* told_at = "serves at 127.0.0.1:";
constexpr const char* told_inside = "internal=127.0.0.1:";
constexpr const char* any_port = "127.0.0.1:0\"";

// The port behind `mark` in a text; 0 where there is none.
std::uint16_t port_behind(const std::string& mark, const std::string& text)
{
    const auto at = text.find(mark);
    return at == std::string::npos ? std::uint16_t{0}
                                   : static_cast<std::uint16_t>(std::stoi(text.substr(at + mark.size())));
}

std::string head_of_get(const std::string& path, const std::string& token)
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
           (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") + "\r\n";
}

// Seconds where the defaults are hours: the shortest that the schedule takes.
constexpr const char* schedule = R"(
[sweep]
interval = "4s"
listed_interval = "2s"
confirm_after = "1s"
confirm_of = 2
allow_special_addresses = true
)";

}  // namespace

nlohmann::json http_reply::json() const
{
    return nlohmann::json::parse(body, nullptr, false);
}

void write_config(small_world& in, const std::string& sections, const std::string& store)
{
    const std::string url = store.starts_with("postgresql:") ? store : "sqlite:" + store;
    in.write("offlist.toml", "[store]\nurl = \"" + url +
                                 "\"\n[http]\nlisten = \"127.0.0.1:0\"\ninternal = \"127.0.0.1:0\"\n" +
                                 "[resolver]\nservers = [\"" + address_of(in.dns.endpoint()) +
                                 "\"]\ntimeout = \"500ms\"\n[lists]\ndirectory = \"lists.d\"\n" + schedule + sections);
}

daemon::daemon(small_world& in, const std::string& sections, const std::string& store,
               const std::vector<std::string>& flags)
    : world_(in), config_((in.path() / "offlist.toml").string())
{
    write_config(in, sections, store);
    program_call call;
    call.arguments = {"serve", "--config", config_};
    call.arguments.insert(call.arguments.end(), flags.begin(), flags.end());
    call.directory = in.path().string();
    program_ = std::make_unique<running_program>(call);
}

bool daemon::came_up()
{
    // The whole line, for the port is at its end.
    if (!program_->wait_for_error(told_at) || !program_->wait_for_error("store=")) return false;
    port_ = port_behind(told_at, program_->errors_so_far());
    internal_port_ = port_behind(told_inside, program_->errors_so_far());
    return port_ != 0;
}

bool daemon::ready()
{
    return eventually([this] { return get("/readyz").status == 200; });
}

http_reply daemon::ask(std::uint16_t port, const std::string& request)
{
    http_reply reply;
    boost::asio::io_context io;
    boost::asio::ip::tcp::socket socket(io);
    boost::system::error_code error;
    socket.connect({boost::asio::ip::address_v4::loopback(), port}, error);
    if (error) return reply;
    boost::asio::write(socket, boost::asio::buffer(request), error);
    std::string all;
    boost::asio::read(socket, boost::asio::dynamic_buffer(all), error);  // to the end: Connection: close
    const auto head = all.find("\r\n\r\n");
    if (head == std::string::npos || !all.starts_with("HTTP/1.1 ")) return reply;
    reply.status = std::stoi(all.substr(9, 3));
    reply.head = all.substr(0, head);
    reply.body = all.substr(head + 4);
    return reply;
}

http_reply daemon::get(const std::string& path, const std::string& token) const
{
    return ask(port_, head_of_get(path, token));
}

http_reply daemon::get_inside(const std::string& path) const
{
    return ask(internal_port_, head_of_get(path, {}));
}

std::size_t daemon::resident_octets() const
{
    std::ifstream status("/proc/" + std::to_string(program_->id()) + "/status");
    constexpr std::string_view mark = "VmRSS:";
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(mark)) return std::stoul(line.substr(mark.size())) * 1024;
    return 0;
}

http_reply daemon::post(const std::string& path, const std::string& body, const std::string& token) const
{
    return ask(port_, "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " +
                          token + "\r\nContent-Type: application/json\r\nContent-Length: " +
                          std::to_string(body.size()) + "\r\n\r\n" + body);
}

http_reply daemon::send(const std::string& method, const std::string& path, const std::string& body,
                        const std::vector<std::pair<std::string, std::string>>& headers) const
{
    std::string request = method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    for (const auto& [name, value] : headers)
        if (!value.empty()) request += name + ": " + value + "\r\n";
    if (!body.empty())
        request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    return ask(port_, request + "\r\n" + body);
}

program_result daemon::command(std::vector<std::string> words) const
{
    // the same configuration with the port that was found, so that a command can ask the daemon
    std::ifstream in(config_);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    for (const std::uint16_t found : {port_, internal_port_})
        if (const auto at = text.find(any_port); at != std::string::npos)
            text.replace(at, std::string_view(any_port).size(), "127.0.0.1:" + std::to_string(found) + '"');
    words.insert(words.end(), {"--config", world_.write("beside.toml", text)});
    program_call call;
    call.arguments = std::move(words);
    call.directory = world_.path().string();
    return run_program(call);
}

std::string daemon::printed_by(std::vector<std::string> words) const
{
    const auto done = command(std::move(words));
    if (done.status != 0) return "status " + std::to_string(done.status) + ": " + done.err;
    const auto lines = done.lines();
    return lines.empty() ? std::string() : lines.back();
}

void daemon::kill()
{
    program_->send_signal(SIGKILL);
    (void)program_->finish();
}

program_result daemon::stop()
{
    program_->send_signal(SIGTERM);
    return program_->finish();
}

bool eventually(const std::function<bool()>& done)
{
    // Another process works by the real clock, so it is asked again and again by the real clock.
    const auto ends = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < ends) {
        if (done()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

}  // namespace offlist::test
