// A program of somebody else, against an installed offlist: it names every public header and needs every part of the
// archive. It asks a port of loopback where nobody listens; what it prints does not depend on the network.
//
//   foreign LISTS_DIRECTORY
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <iostream>
#include <offlist/answer.hpp>
#include <offlist/blocklist.hpp>
#include <offlist/catalog.hpp>
#include <offlist/checker.hpp>
#include <offlist/clock.hpp>
#include <offlist/problem.hpp>
#include <offlist/resolver.hpp>
#include <offlist/subject.hpp>
#include <offlist/verdict.hpp>

namespace {

boost::asio::awaitable<void> ask(offlist::resolver& dns, offlist::subject about, const offlist::blocklist& list)
{
    const offlist::real_clock time;
    const offlist::finding found = co_await offlist::check(dns, about, list, time);
    std::cout << "asked: " << to_string(found.judged.what) << ", " << to_string(found.judged.reason) << '\n';
}

}  // namespace

int main(int argc, char** argv)
{
    const auto known = offlist::load_catalog(argc > 1 ? argv[1] : "lists.d").value();
    const auto chosen = known.pick({"spamhaus-zen"}).value();
    const auto about = offlist::parse_subject("mail.b\u00fccher.example").value();
    std::cout << "subject: " << to_string(about) << '\n';
    std::cout << "problem: " << offlist::parse_subject("192.0.2.1").error().what << '\n';

    offlist::answer said;
    said.status = offlist::answer_status::answered;
    said.addresses.push_back(0x7f000004);
    std::cout << "judged: " << to_string(offlist::judge(said, chosen.front()).what) << '\n';

    boost::asio::io_context io;
    offlist::resolver_options options;
    options.servers = {offlist::parse_server("127.0.0.1:1").value()};
    options.timeout = std::chrono::milliseconds{200};
    options.tries = 1;
    const auto dns = offlist::make_resolver(io.get_executor(), options);
    const auto address = offlist::parse_subject("8.8.8.8").value();
    boost::asio::co_spawn(io, ask(*dns, address, chosen.front()), [&io](const std::exception_ptr& failed) {
        io.stop();
        if (failed) std::rethrow_exception(failed);
    });
    io.run();
}
