// world.hpp: a directory of list definitions, a name server that serves the lists, and the program that asks it.
//
// For one thread. The directory is gone with the object.
#pragma once
#include <filesystem>
#include <string>
#include <support/fault_server.hpp>
#include <vector>

#include "support/program.hpp"

namespace offlist::test {

class small_world {
public:
    explicit small_world(fault_server_options served = {});
    ~small_world();
    small_world(const small_world&) = delete;
    small_world& operator=(const small_world&) = delete;

    fault_server dns;

    /// A list of IPv4 addresses with the zone `ID.test` that lists its test entry. Its codes: 127.0.0.2 spam source,
    /// 127.0.0.4 infected, 127.0.1.0/24 informational, 127.0.0.1 refused. `more` is put into its definition.
    void add_list(const std::string& id, const std::string& more = {});
    /// A list that is defined and does not answer about its test entry.
    void add_dead_list(const std::string& id, const std::string& more = {}) const;
    /// `address` (IPv4) stands on the list.
    void list(const std::string& id, const std::string& address, std::uint32_t code = 0x7f000002,
              const std::string& text = {});
    /// The name that asks `zone` about `address`.
    [[nodiscard]] static std::string name_of(const std::string& address, const std::string& zone);

    /// A file in the directory; its path.
    std::string write(const std::string& name, const std::string& text) const;
    [[nodiscard]] std::filesystem::path path() const { return directory_; }

    /// COMMAND with --lists and --resolver for this world, then `arguments`.
    [[nodiscard]] program_call call(const std::string& command, std::vector<std::string> arguments) const;
    [[nodiscard]] program_result run(const std::string& command, std::vector<std::string> arguments,
                                     const std::string& input = {}) const;
    /// The same without --resolver: for commands that ask nobody.
    [[nodiscard]] program_result run_lists(std::vector<std::string> arguments) const;

private:
    std::filesystem::path directory_;
};

/// What --resolver takes for this server.
[[nodiscard]] std::string address_of(const boost::asio::ip::udp::endpoint& server);

}  // namespace offlist::test
