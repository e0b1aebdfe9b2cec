// engine_bench: the DNS engine alone, without inventory, budgets and health: what the transport costs.
//
//   engine_bench PORT QUESTIONS IN_FLIGHT
//
// Asks 127.0.0.1:PORT about consecutive IPv4 addresses in one zone, judges nothing, and prints the rate and the CPU
// time a question.
#include <sys/resource.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "blocklists/wire_zone.hpp"
#include "dns/engine.hpp"

namespace {

using namespace offlist;

class counting_source : public dns::question_source {
public:
    counting_source(const blocklist& list, std::uint32_t most, boost::asio::io_context& loop)
        : names_(list), most_(most), loop_(loop)
    {
    }

    bool next(dns::outgoing& q, dns::steady_time) override
    {
        if (next_ == most_) return false;
        q.tag = next_;
        q.type = record_type::a;
        q.servers = dns::any_server;
        return names_.write(q.name, 0x0b000000 + next_++);
    }
    void answered(std::uint64_t, const answer& said, dns::steady_time) override
    {
        ++by_status[static_cast<std::size_t>(said.status)];
        if (++done_ == most_) loop_.stop();
    }
    [[nodiscard]] std::optional<dns::steady_time> idle_until() const override { return std::nullopt; }

    std::array<std::uint32_t, 9> by_status{};

private:
    wire_questions names_;
    std::uint32_t most_;
    boost::asio::io_context& loop_;
    std::uint32_t next_ = 0;
    std::uint32_t done_ = 0;
};

double cpu_seconds()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 4) {
        std::fputs("usage: engine_bench PORT QUESTIONS IN_FLIGHT\n", stderr);
        return 2;
    }
    const auto questions = static_cast<std::uint32_t>(std::atoll(argv[2]));
    boost::asio::io_context loop(1);
    resolver_options options;
    options.servers = {{boost::asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::atoi(argv[1]))}};
    options.max_in_flight = std::atoi(argv[3]);
    dns::engine engine(loop.get_executor(), options);
    blocklist list;
    list.zone = "bl.example";
    list.use_key("");
    counting_source source(list, questions, loop);
    const auto start = std::chrono::steady_clock::now();
    const double cpu = cpu_seconds();
    engine.attach(source);
    const auto guard = boost::asio::make_work_guard(loop);
    loop.run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const double used = cpu_seconds() - cpu;
    std::printf(
        "%u questions, %.3f s, %.1f kqps, %.3f CPU s per million; no_such_name %u answered %u timeout %u other %u\n",
        questions, took.count(), questions / took.count() / 1000, used / questions * 1e6, source.by_status[2],
        source.by_status[0], source.by_status[3],
        questions - source.by_status[2] - source.by_status[0] - source.by_status[3]);
    return 0;
}
