// The doctor's questions to resolvers and lists.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <config/public_resolvers.hpp>
#include <config/settings.hpp>
#include <core/clock.hpp>
#include <dns/engine.hpp>
#include <exception>
#include <random>
#include <sweep/assignment.hpp>
#include <sweep/sweep.hpp>
#include <utility>

#include "cli/doctor/diagnosis.hpp"
#include "cli/report/words.hpp"

namespace offlist::cli {
namespace {

// Runs all of `work` on `io` until the last one has ended, or until the moment: the engine itself goes on listening.
void run_all(boost::asio::io_context& io, std::vector<boost::asio::awaitable<void>> work,
             std::optional<time_limit::steady_time> until)
{
    std::size_t open = work.size();
    if (open == 0) return;
    for (auto& each : work)
        boost::asio::co_spawn(io, std::move(each), [&io, &open](const std::exception_ptr& failed) {
            if (--open == 0) io.stop();
            if (failed) std::rethrow_exception(failed);
        });
    if (until)
        io.run_until(*until);
    else
        io.run();
}

// RFC 6761 section 6.4: nothing exists under .invalid, so whoever answers about it rewrites answers.
boost::asio::awaitable<void> ask_canary(resolver& dns, answer_status& said)
{
    question q;
    q.name = "offlist-" + std::to_string(std::random_device()()) + ".invalid";
    const answer got = co_await dns.ask(std::move(q));
    said = got.status;
}

diagnosis of_resolver(const boost::asio::ip::udp::endpoint& server, answer_status said)
{
    const std::string about = "resolver " + config::to_text(server);
    if (said == answer_status::answered)
        return {gravity::broken, about,
                "it answers about a name that does not exist, so nothing it says can be believed",
                "use a resolver of your own, such as unbound on 127.0.0.1, and name it under [resolver] servers"};
    if (said == answer_status::timeout || said == answer_status::unreachable)
        return {
            gravity::broken, about, said == answer_status::timeout ? "it does not answer" : "nobody listens there",
            "see that it runs and lets this machine ask (unbound: access-control; PowerDNS: allow-from, which drops "
            "whom it does not name), and that no firewall drops UDP and TCP port " +
                std::to_string(server.port())};
    if (said == answer_status::refused)
        return {gravity::doubtful, about, "it refuses to say that a name under .invalid does not exist",
                "let this machine ask it (unbound: access-control; BIND: allow-query and allow-recursion; dnsmasq: "
                "local-service); if it answers all else, see its log: it should say NXDOMAIN (RFC 6761)"};
    if (said != answer_status::no_such_name && said != answer_status::no_data)
        return {gravity::doubtful, about, "it does not say that a name under .invalid does not exist",
                "see its log; it should answer NXDOMAIN (RFC 6761)"};
    if (const auto who = config::public_resolver(server.address()); !who.empty())
        return {gravity::doubtful, about, "it is a public resolver (" + std::string(who) + ")",
                "the big lists refuse questions that come through it: use a resolver of your own"};
    return {gravity::fine, about, "it answers, and tells the truth about a name that does not exist", ""};
}

// The lists' tests through every resolver: a sweep without subjects, which tells sick lists from bad resolvers.
class test_run final : private sweep_sink {
public:
    struct tested {
        std::string list;
        subject_kind kind = subject_kind::ip4;
        list_state health = list_state::unused;
        std::string why;
    };

    test_run(const std::vector<blocklist>& lists, const resolver_options& resolvers, const time_limit& limit)
        : engine_(io_.get_executor(), resolvers),
          sweep_(lists, tests_of(lists), bounded_by(resolvers, limit), engine_, *this, time_, budgets_)
    {
    }

    void go()
    {
        engine_.attach(sweep_);
        if (!sweep_.finished()) io_.run();
        engine_.detach(sweep_);
    }
    [[nodiscard]] const std::vector<tested>& all() const { return all_; }
    [[nodiscard]] sweep_summary summary() const { return sweep_.summary(); }

private:
    static std::vector<assignment> tests_of(const std::vector<blocklist>& lists)
    {
        std::vector<assignment> work;
        for (std::size_t l = 0; l < lists.size(); ++l)
            for (int k = 0; k < subject_kinds; ++k)
                if (const auto kind = static_cast<subject_kind>(k); lists[l].asks(kind)) work.push_back({l, kind, {}});
        return work;
    }

    static sweep_options bounded_by(const resolver_options& resolvers, const time_limit& limit)
    {
        sweep_options how;
        how.end_within = limit.rest();
        how.test_patience = 2 * resolvers.tries * resolvers.timeout;
        return how;
    }

    void found(finding&&) override {}
    void list_changed(const blocklist& list, subject_kind kind, list_state now, const std::string& why) override
    {
        for (tested& one : all_)
            if (one.list == list.id && one.kind == kind) {
                one.health = now;
                one.why = why;
                return;
            }
        all_.push_back({list.id, kind, now, why});
    }
    void note(const std::string&) override {}
    void finished() override { io_.stop(); }

    boost::asio::io_context io_{1};
    real_clock time_;
    memory_budget budgets_;
    dns::engine engine_;
    std::vector<tested> all_;
    sweep sweep_;
};

}  // namespace

diagnoses examine_resolvers(const resolver_options& resolvers, const time_limit& limit)
{
    boost::asio::io_context io{1};
    std::vector<std::unique_ptr<resolver>> each;
    std::vector<answer_status> said(resolvers.servers.size(), answer_status::timeout);
    std::vector<boost::asio::awaitable<void>> work;
    for (std::size_t i = 0; i < resolvers.servers.size(); ++i) {
        resolver_options one = resolvers;
        one.servers = {resolvers.servers[i]};
        each.push_back(make_resolver(io.get_executor(), std::move(one)));
        work.push_back(ask_canary(*each.back(), said[i]));
    }
    run_all(io, std::move(work), limit.half_of_the_rest());
    diagnoses all;
    for (std::size_t i = 0; i < said.size(); ++i) all.push_back(of_resolver(resolvers.servers[i], said[i]));
    return all;
}

diagnoses examine_lists(const std::vector<blocklist>& lists, const resolver_options& resolvers, const time_limit& limit)
{
    test_run tests(lists, resolvers, limit);
    tests.go();
    diagnoses told;
    std::size_t healthy = 0, tested = 0;
    for (const auto& one : tests.all()) {
        if (one.health == list_state::untested) continue;
        ++tested;
        if (one.health == list_state::healthy) {
            ++healthy;
            continue;
        }
        told.push_back({gravity::doubtful, "list " + one.list + " (" + std::string(to_string(one.kind)) + ")", one.why,
                        "it is not believed until its test entries answer rightly; if it never does from here, it may "
                        "refuse this resolver, need a key, or be gone: offlist lists show " +
                            one.list,
                        "list"});
    }
    if (tested > 0 && healthy == 0)
        told = {{gravity::broken, "lists", "none of " + counted(tested, "test", "tests") + " was answered rightly",
                 "the resolver or the network is to blame rather than the lists; see what is said of them"}};
    if (healthy > 0)
        told.push_back({gravity::fine, "lists", counted(healthy, "test", "tests") + " answered rightly", ""});
    for (const resolver_summary& one : tests.summary().resolvers)
        if (!one.trusted && !one.why.empty())
            told.push_back(
                {gravity::broken, "resolver " + one.name, "it " + one.why,
                 "mend it and restart it, or use a resolver of your own; until then nothing that it says is believed"});
    return told;
}

}  // namespace offlist::cli
