#include "support/small_world.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace offlist::test {

std::string address_of(const boost::asio::ip::udp::endpoint& server)
{
    return server.address().to_string() + ':' + std::to_string(server.port());
}

small_world::small_world(fault_server_options served) : dns(std::move(served))
{
    std::string name = (std::filesystem::temp_directory_path() / "offlist-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = name;
    std::filesystem::create_directory(directory_ / "lists.d");
}

small_world::~small_world()
{
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

std::string small_world::write(const std::string& name, const std::string& text) const
{
    const auto file = directory_ / name;
    std::ofstream(file) << text;
    return file.string();
}

void small_world::add_dead_list(const std::string& id, const std::string& more) const
{
    write("lists.d/" + id + ".toml", R"([operator]
name = "Operator of )" + id + R"("
url = "https://)" + id + R"(.test/"
[[blocklist]]
id = ")" + id + R"("
name = "The list )" + id + R"("
zone = ")" + id + R"(.test"
subjects = ["ip4"]
severity = "high"
answers = [
  { match = "127.0.0.2", verdict = "listed", means = "spam source" },
  { match = "127.0.0.4", verdict = "listed", means = "infected" },
  { match = "127.0.1.0/24", verdict = "informational", means = "policy entry" },
  { match = "127.0.0.1", verdict = "unknown", means = "query refused" },
]
)" + more + R"(
[blocklist.removal]
method = "web-form"
url = "https://)" + id + R"(.test/remove?ip={subject}"
requires = ["matching reverse DNS"]
)");
}

void small_world::add_list(const std::string& id, const std::string& more)
{
    add_dead_list(id, more);
    list(id, "127.0.0.2");
}

std::string small_world::name_of(const std::string& address, const std::string& zone)
{
    const auto parts = boost::asio::ip::make_address_v4(address).to_bytes();
    std::string name;
    for (std::size_t i = parts.size(); i-- > 0;) name += std::to_string(parts[i]) + '.';
    return name + zone;
}

void small_world::list(const std::string& id, const std::string& address, std::uint32_t code, const std::string& text)
{
    const std::string name = name_of(address, id + ".test");
    dns.a(name, {code});
    if (!text.empty()) dns.txt(name, {{text}});
}

program_call small_world::call(const std::string& command, std::vector<std::string> arguments) const
{
    program_call c;
    c.arguments = {command, "--lists", (directory_ / "lists.d").string(), "--resolver", address_of(dns.endpoint())};
    c.arguments.insert(c.arguments.end(), arguments.begin(), arguments.end());
    c.environment = {{"XDG_STATE_HOME", (directory_ / "state").string()}, {"HOME", directory_.string()}};
    c.directory = directory_.string();
    return c;
}

program_result small_world::run(const std::string& command, std::vector<std::string> arguments,
                                const std::string& input) const
{
    program_call c = call(command, std::move(arguments));
    c.input = input;
    return run_program(c);
}

program_result small_world::run_lists(std::vector<std::string> arguments) const
{
    program_call c = call("lists", {});
    c.arguments = {"lists"};
    c.arguments.insert(c.arguments.end(), arguments.begin(), arguments.end());
    c.environment["OFFLIST_LISTS"] = (directory_ / "lists.d").string();
    return run_program(c);
}

}  // namespace offlist::test
