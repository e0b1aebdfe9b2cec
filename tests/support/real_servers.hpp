// real_servers.hpp: rbldnsd, unbound and dnsmasq as children of the test program, on loopback ports of their own.
//
// Each writes its files to a temporary directory, answers when the constructor returns, and is gone when the destructor
// returns. A missing program, or one that does not come up, is a std::runtime_error with what it printed.
#pragma once
#include <sys/types.h>

#include <boost/asio/ip/udp.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace offlist::test {

/// One zone of rbldnsd: `kind` is ip4set, ip4trie, ip6trie or dnset; `data` its text (rbldnsd(8)).
struct rbldnsd_zone {
    std::string zone;
    std::string kind;
    std::string data;
};

/// A child process with a directory for its files.
class child_server {
public:
    explicit child_server(std::string program);
    ~child_server();
    child_server(const child_server&) = delete;
    child_server& operator=(const child_server&) = delete;

    [[nodiscard]] boost::asio::ip::udp::endpoint endpoint() const { return endpoint_; }

protected:
    /// A file of the child's directory.
    [[nodiscard]] std::filesystem::path write(const std::string& name, const std::string& text) const;
    /// Starts the program with what `arguments` makes of endpoint_, and returns when `name` is answered, with whatever
    /// code. Somebody may take the port first: then another one is tried.
    void come_up(const std::function<std::vector<std::string>()>& arguments, const std::string& name);
    /// Ends the program and starts it again, with other arguments, on the same port.
    void come_back(const std::function<std::vector<std::string>()>& arguments, const std::string& name);

    boost::asio::ip::udp::endpoint endpoint_;

private:
    void start(std::vector<std::string> arguments);
    [[nodiscard]] bool answers_before_it_ends(const std::string& name);
    void end();
    [[nodiscard]] std::string printed() const;

    std::string program_;
    std::filesystem::path path_;
    std::filesystem::path directory_;
    pid_t pid_ = -1;
};

class rbldnsd : public child_server {
public:
    explicit rbldnsd(const std::vector<rbldnsd_zone>& zones);
    /// Replaces the data of the zone with this number. rbldnsd looks for changes once a second.
    void replace(std::size_t zone, const std::string& data) const;
};

/// A caching resolver that knows the given zones and nothing else of the world.
class unbound : public child_server {
public:
    struct zone {
        std::string name;
        boost::asio::ip::udp::endpoint server;
    };
    /// `more`: lines of its server section.
    explicit unbound(std::vector<zone> zones, const std::string& more = {});
    /// The same resolver on the same port with other lines: its cache is empty then.
    void configure(const std::string& more);

private:
    [[nodiscard]] std::vector<std::string> arguments(const std::string& more) const;

    std::vector<zone> zones_;
};

/// dnsmasq in front of the given zones, with more of its options.
class dnsmasq : public child_server {
public:
    explicit dnsmasq(const std::vector<unbound::zone>& zones, const std::vector<std::string>& options = {});
};

}  // namespace offlist::test
