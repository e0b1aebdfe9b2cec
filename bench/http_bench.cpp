// The HTTP server with one trivial route, on a port of its own, for a load generator: bench/http.sh.
//
// Prints the port, serves until its standard input ends, then prints the requests answered and the CPU time they took.
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read.hpp>
#include <cstdio>
#include <http/server.hpp>

namespace {

using namespace offlist;
namespace asio = boost::asio;

class counter final : public http::server_observer {
public:
    void request_done(const http::finished_request& /*done*/) override { ++requests; }
    void connections(std::size_t /*open*/) override {}
    void dropped(http::drop_reason /*why*/, std::string_view /*remote*/) override {}
    void handler_failed(const http::finished_request& /*so_far*/, std::string_view /*what*/) override {}
    std::uint64_t requests = 0;
};

asio::awaitable<http::response> answer(http::request& r)
{
    http::response made;
    made.body = R"({"id":")" + r.captures["id"] + R"(","state":"open"})";
    co_return made;
}

double cpu_seconds()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

int main()
{
    asio::io_context context(1);
    counter heard;
    const real_clock time;
    http::server_options options;
    options.listen = {asio::ip::address_v4::loopback(), 0};
    options.limits.connections_per_address = options.limits.connections;
    http::server server(context.get_executor(), http::router({{"GET", "/v1/listings/{id}", answer}}), options, heard,
                        time);
    if (const auto started = server.start(); !started) {
        std::fprintf(stderr, "%s\n", started.error().to_string().c_str());
        return 1;
    }
    std::printf("%d\n", server.endpoint().port());
    std::fflush(stdout);

    asio::posix::stream_descriptor input(context, ::dup(0));
    std::array<char, 1> ignored{};
    asio::async_read(input, asio::buffer(ignored),
                     [&](const boost::system::error_code&, std::size_t) { context.stop(); });
    const double before = cpu_seconds();
    context.run();
    const double used = cpu_seconds() - before;
    std::printf("%llu requests, %.2f us of CPU each\n", static_cast<unsigned long long>(heard.requests),
                heard.requests > 0 ? 1e6 * used / static_cast<double>(heard.requests) : 0.0);
    return 0;
}
