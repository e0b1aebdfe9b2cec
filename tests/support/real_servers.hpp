// real_servers.hpp: rbldnsd and four kinds of resolvers (unbound, dnsmasq, BIND, PowerDNS's recursor) as children of
// the test program, on loopback ports of their own.
//
// They need no rights: each runs as whoever runs the tests.
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

/// Whoever does not let this address ask is never seen to come up.
inline constexpr const char* who_asks_whether_it_is_up = "127.0.0.9";

/// One zone of rbldnsd: `kind` is ip4set, ip4trie, ip6trie or dnset; `data` its text (rbldnsd(8)).
struct rbldnsd_zone {
    std::string zone;
    std::string kind;
    std::string data;
};

/// A child process with a directory for its files.
class child_server {
public:
    /// `package`: Debian's, for whoever lacks the program.
    child_server(std::string program, const std::string& package);
    virtual ~child_server();
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

/// A resolver that knows the given zones and nothing else of the world: no network is needed.
class real_resolver : public child_server {
public:
    struct zone {
        std::string name;
        boost::asio::ip::udp::endpoint server;
    };
    /// The same resolver on the same port with other lines: its cache is empty then.
    void configure(const std::string& more);

protected:
    real_resolver(std::string program, const std::string& package, std::vector<zone> zones);
    /// Comes up with these lines of its configuration.
    void begin(const std::string& more);
    /// Of the command, its files written.
    [[nodiscard]] virtual std::vector<std::string> arguments(const std::string& more) const = 0;

    std::vector<zone> zones_;
};

class unbound final : public real_resolver {
public:
    /// `more`: lines of its server section.
    explicit unbound(std::vector<zone> zones, const std::string& more = {});

private:
    [[nodiscard]] std::vector<std::string> arguments(const std::string& more) const override;
};

/// dnsmasq in front of the given zones; it has no cache.
class dnsmasq final : public real_resolver {
public:
    /// `more`: lines of its configuration file.
    explicit dnsmasq(std::vector<zone> zones, const std::string& more = {});

private:
    [[nodiscard]] std::vector<std::string> arguments(const std::string& more) const override;
};

/// BIND. All zones are on one server, since it has one port for all whom it asks.
class bind9 final : public real_resolver {
public:
    /// `more`: statements of its options.
    explicit bind9(std::vector<zone> zones, const std::string& more = {});

private:
    [[nodiscard]] std::vector<std::string> arguments(const std::string& more) const override;
};

/// PowerDNS's recursor, which forwards the zones.
class pdns_recursor final : public real_resolver {
public:
    /// `more`: lines of its configuration file. Where they say lua-dns-script or lua-config-file, it is one of the two
    /// files that take 127.0.0.0/8 out of answers: `{folder}/filter.lua`, which leaves an answer without data, and
    /// `{folder}/policy.lua`, a response policy that says NXDOMAIN.
    explicit pdns_recursor(std::vector<zone> zones, const std::string& more = {});

private:
    [[nodiscard]] std::vector<std::string> arguments(const std::string& more) const override;
};

}  // namespace offlist::test
