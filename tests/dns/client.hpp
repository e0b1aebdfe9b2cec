// client.hpp: the real engine with an io_context of its own, as the tests of its behaviour use it. One thread only.
#pragma once
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <dns/pipeline.hpp>
#include <memory>
#include <offlist/resolver.hpp>
#include <ostream>
#include <string>
#include <support/await.hpp>
#include <support/fault_server.hpp>
#include <support/ports.hpp>
#include <vector>

namespace offlist {

/// For GoogleTest: the status by its name.
void PrintTo(answer_status status, std::ostream* out);

}  // namespace offlist

namespace offlist::test {

inline constexpr std::uint32_t listed = 0x7f000002;  // 127.0.0.2

using endpoints = std::vector<boost::asio::ip::udp::endpoint>;

/// For answers that come: the timeout must not be the reason for a retry, however busy the machine is.
[[nodiscard]] resolver_options patient(endpoints servers);
/// For answers that never come.
[[nodiscard]] resolver_options hasty(endpoints servers);

class client {
public:
    explicit client(resolver_options options) : dns_(make_resolver(context_.get_executor(), std::move(options))) {}

    [[nodiscard]] answer ask(std::string name, record_type type = record_type::a);
    /// All at once; the answers in the order of the names.
    [[nodiscard]] std::vector<answer> ask_all(const std::vector<std::string>& names, record_type type = record_type::a);

    [[nodiscard]] boost::asio::io_context& context() { return context_; }
    [[nodiscard]] resolver& dns() { return *dns_; }
    [[nodiscard]] dns::pipeline& pipeline() { return dynamic_cast<dns::pipeline&>(*dns_); }
    void destroy_engine() { dns_.reset(); }

private:
    boost::asio::io_context context_{1};
    std::unique_ptr<resolver> dns_;
};

/// `n0.bl.test`, `n1.bl.test` … for this many names.
[[nodiscard]] std::vector<std::string> numbered_names(std::size_t count);

[[nodiscard]] std::vector<std::uint32_t> addresses_of(const answer& a);

/// Whether nothing about the name may be concluded from `a`: it is neither listed nor clean.
[[nodiscard]] bool proves_nothing(const answer& a);

}  // namespace offlist::test
