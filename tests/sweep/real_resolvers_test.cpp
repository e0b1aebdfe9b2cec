// Real resolvers before a real list server, by lists: each cell listed, clean or unknown as it must be, at the first
// question and when the resolver changes in the middle of a sweep.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <dns/engine.hpp>
#include <map>
#include <memory>
#include <support/resolver_table.hpp>
#include <sweep/inventory_builder.hpp>
#include <sweep/sweep.hpp>
#include <sweep/world.hpp>

namespace offlist::test {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::udp;

constexpr std::chrono::seconds bound{60};

const std::vector<rbldnsd_zone>& zones()
{
    static const std::vector<rbldnsd_zone> all{
        {"ip.example", "ip4set", ":127.0.0.2:spam\n127.0.0.2\n192.0.2.0/24\n"},
        {"blind.example", "ip4set", ":127.0.0.2:spam\n192.0.2.0/24\n"},
        {"names.example", "dnset", ":127.0.0.2:bad name\ntest\nbad.test-name\n"},
        {"pairs.example", "dnset", ":127.0.0.2:bad name\nlisted.entry\nbad.test-name\n"},
    };
    return all;
}

// ip: the entries of RFC 5782. blind: no listed entry. names: an entry of one label. pairs: one of two.
std::vector<blocklist> lists(const std::string& only = {})
{
    std::vector<blocklist> some;
    for (const rbldnsd_zone& z : zones()) {
        const std::string id = z.zone.substr(0, z.zone.find('.'));
        if (!only.empty() && id != only) continue;
        const subject_kind kind = z.kind == "dnset" ? subject_kind::domain : subject_kind::ip4;
        blocklist l;
        l.id = l.operator_name = id;
        l.zone = z.zone;
        l.use_key({});
        l.subjects[static_cast<std::size_t>(kind)] = true;
        l.tests[static_cast<std::size_t>(kind)] = standard_entry(kind);
        if (id == "blind") l.tests[0].listed.clear();
        if (id == "pairs") l.tests[static_cast<std::size_t>(kind)].listed = "listed.entry";
        l.answers = {{number("127.0.0.2"), number("127.0.0.2"), 0, 4, verdict::listed, unknown_reason::none, "spam"}};
        some.push_back(std::move(l));
    }
    return some;
}

inventory subjects(const std::vector<std::string>& named)
{
    inventory_builder builder({.special = special_addresses::allow});
    for (const std::string& one : named) EXPECT_TRUE(builder.add(one));
    return std::move(builder).finish().value().subjects;
}

class table {
public:
    table(std::vector<blocklist> asked, const inventory& about, std::vector<udp::endpoint> servers,
          sweep_options how = {}, std::chrono::milliseconds timeout = 1000ms)
    {
        resolver_options options;
        options.servers = std::move(servers);
        options.timeout = timeout;
        engine_ = std::make_unique<dns::engine>(io_.get_executor(), std::move(options));
        how.report_clean = true;
        how.canary_seed = 1;
        sweep_ = std::make_unique<sweep>(std::move(asked), about, std::move(how), *engine_, sink, time_, budgets_);
        engine_->attach(*sweep_);
    }
    ~table() { engine_->detach(*sweep_); }
    table(const table&) = delete;
    table& operator=(const table&) = delete;

    // False: it was not so within the bound.
    bool run_until(const std::function<bool(const sweep_summary&)>& done)
    {
        const auto until = std::chrono::steady_clock::now() + bound;
        while (!done(sweep_->summary())) {
            if (std::chrono::steady_clock::now() > until) return false;
            io_.restart();
            io_.run_one_for(50ms);
        }
        return true;
    }
    bool run()
    {
        return run_until([this](const sweep_summary&) { return sweep_->finished(); });
    }
    [[nodiscard]] sweep_summary summary() const { return sweep_->summary(); }
    // "listed", "clean", "unknown resolver_untrusted" …
    [[nodiscard]] std::string cell(const std::string& list, const std::string& about) const
    {
        std::string all;
        for (const finding& f : sink.findings) {
            if (f.blocklist != list || to_string(f.subject) != about) continue;
            all += (all.empty() ? "" : " and ") + std::string(to_string(f.judged.what));
            if (f.judged.what == verdict::unknown) all += ' ' + std::string(to_string(f.judged.reason));
        }
        return all;
    }

    recorder sink;

private:
    boost::asio::io_context io_{1};
    real_clock time_;
    memory_budget budgets_;
    std::unique_ptr<dns::engine> engine_;
    std::unique_ptr<sweep> sweep_;
};

std::vector<real_resolver::zone> served_by(const rbldnsd& server)
{
    std::vector<real_resolver::zone> all;
    for (const rbldnsd_zone& z : zones()) all.push_back({z.zone, server.endpoint()});
    return all;
}

// What listed and clean are on every list: "right", or what they are instead.
std::string cells_of(const resolver_case& r)
{
    switch (r.fate) {
        case resolver_fate::right:
            return "right";
        case resolver_fate::removes:
            return "unknown resolver_untrusted";
        case resolver_fate::refuses:
            return "unknown refused";
        case resolver_fate::silent:
            return "unknown timeout";
    }
    return {};
}

const std::vector<std::string> known{"192.0.2.7", "198.51.100.7", "bad.test-name", "good.test-name"};

void expect_cells(const table& t, const std::vector<blocklist>& of, const std::string& cells)
{
    for (const blocklist& list : of) {
        const bool domains = list.asks(subject_kind::domain);
        const bool right = cells == "right";
        EXPECT_EQ(t.cell(list.id, domains ? known[2] : known[0]), right ? "listed" : cells) << list.id;
        EXPECT_EQ(t.cell(list.id, domains ? known[3] : known[1]), right ? "clean" : cells) << list.id;
    }
}

TEST(real_resolvers, each_cell_of_the_table_is_as_it_must_be)
{
    const rbldnsd server(zones());
    for (const resolver_case& r : resolver_table()) {
        SCOPED_TRACE(r.name);
        const auto resolver = r.start(served_by(server));
        table t(lists(), subjects(known), {resolver->endpoint()});
        ASSERT_TRUE(t.run());
        expect_cells(t, lists(), cells_of(r));
        const resolver_summary told = t.summary().resolvers.front();
        EXPECT_EQ(told.trusted, r.fate == resolver_fate::right || r.fate == resolver_fate::silent) << told.why;
        EXPECT_NE(told.why.find(r.fate == resolver_fate::silent ? "does not answer" : r.why), std::string::npos)
            << told.why;
    }
}

TEST(real_resolvers, each_list_alone_with_the_others_as_lenders)
{
    const rbldnsd server(zones());
    for (const resolver_case& r : resolver_table()) {
        for (const blocklist& one : lists()) {
            SCOPED_TRACE(r.name + ", " + one.id);
            // A cold one each time: what is in the cache of a strict one comes home.
            const auto resolver = r.start(served_by(server));
            sweep_options how;
            how.lenders = lists();
            // whoever never answers need not be waited for
            table t(lists(one.id), subjects(known), {resolver->endpoint()}, how,
                    r.fate == resolver_fate::silent ? 50ms : 1000ms);
            ASSERT_TRUE(t.run());
            expect_cells(t, lists(one.id), cells_of(r));
        }
    }
}

TEST(real_resolvers, a_good_one_goes_on_beside_one_that_removes_answers)
{
    const rbldnsd server(zones());
    const unbound good(served_by(server));
    for (const resolver_case& r : resolver_table()) {
        if (r.fate != resolver_fate::removes) continue;
        SCOPED_TRACE(r.name);
        const auto bad = r.start(served_by(server));
        table t(lists(), subjects(known), {bad->endpoint(), good.endpoint()});
        ASSERT_TRUE(t.run());
        expect_cells(t, lists(), "right");
        EXPECT_TRUE(t.summary().resolvers[1].trusted) << t.summary().resolvers[1].why;
        // one that stops at labels comes one further each time, and is not always named for it
        if (r.why.find("minimi") != std::string::npos) continue;
        EXPECT_FALSE(t.summary().resolvers[0].trusted);
    }
}

TEST(real_resolvers, one_that_changes_in_the_middle_makes_nothing_clean)
{
    const rbldnsd server(zones());
    for (const resolver_case& r : resolver_table()) {
        if (r.fate == resolver_fate::right) continue;
        SCOPED_TRACE(r.name);
        const auto resolver = r.start_plain(served_by(server));
        std::vector<blocklist> slow = lists();
        for (blocklist& list : slow) list.limits.per_second = 100;
        std::vector<std::string> names{"192.0.2.0/25"};
        for (int n = 0; n < 100; ++n) names.push_back("good" + std::to_string(n) + ".test-name");
        names.push_back("bad.test-name");
        table t(slow, subjects(names), {resolver->endpoint()});
        ASSERT_TRUE(t.run_until([](const sweep_summary& s) { return s.lists[1].sent > 40 && s.lists[2].sent > 40; }));
        resolver->configure(r.config_for(served_by(server)));
        ASSERT_TRUE(t.run());
        // listings of before the change may have been confirmed by then: many at once are tested at once
        for (const finding& f : t.sink.findings)
            EXPECT_NE(f.judged.what, verdict::clean) << f.blocklist << ' ' << to_string(f.subject);
        EXPECT_EQ(t.summary().open, 0U);
    }
}

}  // namespace
}  // namespace offlist::test
