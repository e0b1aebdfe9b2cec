// monitor_world.hpp: lists, subjects of customers, a store in memory and a monitor over them, in virtual time.
//
// Each list serves the test entries of RFC 5782; what it lists besides may change at any moment. One thread only.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <monitor/memory_store.hpp>
#include <monitor/monitor.hpp>
#include <offlist/blocklist.hpp>
#include <set>
#include <string>
#include <support/fake_pipeline.hpp>
#include <sweep/budget.hpp>
#include <sweep/world.hpp>
#include <utility>
#include <vector>

namespace offlist::test {

class monitor_world : public monitor_observer {
public:
    enum class mood { well, silent, everything, nothing, refusing };

    explicit monitor_world(std::vector<std::string> resolvers = {"192.0.2.53:53"})
        : pipeline([this](const asked_question& q) { return answer_to(q); }, {.servers = std::move(resolvers)}),
          time(pipeline)
    {
        options.sweep.canary_seed = 1;
    }
    ~monitor_world() override { stop(); }
    monitor_world(const monitor_world&) = delete;
    monitor_world& operator=(const monitor_world&) = delete;

    blocklist& list(const std::string& id)
    {
        blocklist l;
        l.id = id;
        l.zone = id + ".bl";
        l.use_key({});
        l.subjects[0] = true;
        l.tests[0] = {"127.0.0.2", "127.0.0.1"};
        answer_rule any;
        any.first = 0x7f000000;
        any.last = 0x7f0000ff;
        any.means = "spam source";
        answer_rule policy = any;
        policy.first = policy.last = 0x7f00000a;
        policy.result = verdict::informational;
        policy.means = "policy";
        l.answers = {policy, any};
        lists.push_back({std::move(l), "0123456789abcdef"});
        return lists.back().definition;
    }
    void start()
    {
        running = std::make_unique<monitor>(pipeline, store, time, budget, options, lists, *this);
        boost::asio::co_spawn(*io, running->start(), [this](const std::exception_ptr& failed, parsed<void> result) {
            if (failed) std::rethrow_exception(failed);
            ended = true;
            ok = result.has_value();
        });
        ended = false;
    }
    void advance(std::chrono::seconds how_long)
    {
        const auto until = pipeline.now() + how_long;
        while (pipeline.now() < until)
            (void)pipeline.run_until([this] { return io->restart(), io->poll(), false; }, until - pipeline.now());
    }
    void stop()
    {
        if (!running) return;
        running->stop();
        for (int minutes = 0; !ended && minutes < 10; ++minutes) advance(std::chrono::seconds(60));
        running.reset();
    }
    /// kill -9: nothing is finished, nothing is written.
    void crash()
    {
        running.reset();
        io = std::make_unique<boost::asio::io_context>();  // with the coroutine that waited in it
        ended = true;
    }
    void lists_it(const std::string& list, const std::string& subject) { listed.insert({list, subject}); }
    void clears(const std::string& list, const std::string& subject)
    {
        listed.erase({list, subject});
        policies.erase({list, subject});
    }
    /// The list says something else of it from now on: 127.0.0.10, informational.
    void reclassifies(const std::string& list, const std::string& subject)
    {
        clears(list, subject);
        policies.insert({list, subject});
    }

    /// Questions about subjects to one list since `from`, and about one subject when it is not empty.
    [[nodiscard]] std::vector<asked_question> asked(const std::string& list, const std::string& subject = {}) const
    {
        std::vector<asked_question> some;
        for (const asked_question& q : pipeline.asked()) {
            const std::string about = subject_of(q.name, list);
            if (q.type != record_type::a || about.empty() || about.starts_with("127.")) continue;
            if (subject.empty() || subject == about) some.push_back(q);
        }
        return some;
    }

    void health_changed(const health_change& h) override { health.push_back(h); }
    void kept_back(const mass_change& m) override { waves.push_back(m); }
    void watched(const finding& f) override { watched_seen.push_back(f); }
    void note(const std::string& text) override { notes.push_back(text); }
    void store_failed(const problem&) override { ++failures; }
    void store_recovered() override { ++recoveries; }

    std::unique_ptr<boost::asio::io_context> io = std::make_unique<boost::asio::io_context>();
    fake_pipeline pipeline;
    world_clock time;
    memory_store store;
    memory_budget budget;
    monitor_options options;
    std::vector<monitored_list> lists;
    std::unique_ptr<monitor> running;
    std::set<std::pair<std::string, std::string>> listed;  // the truth: list and subject
    std::set<std::pair<std::string, std::string>> policies;
    std::map<std::string, mood> moods;
    std::vector<health_change> health;
    std::vector<mass_change> waves;
    std::vector<finding> watched_seen;
    std::vector<std::string> notes;
    bool network = true;
    std::chrono::milliseconds latency{1};
    bool strict = false;    ///< the resolver stops at labels that it has not stopped at within an hour
    bool removing = false;  ///< the resolvers answer NXDOMAIN instead of 127.0.0.0/8
    bool ended = false;
    bool ok = false;
    int failures = 0;
    int recoveries = 0;

private:
    std::map<std::string, dns::steady_time> stopped_at_;  // what a strict resolver keeps in its cache

    static std::string subject_of(const std::string& name, const std::string& list)
    {
        const std::string zone = '.' + list + ".bl";
        if (!name.ends_with(zone)) return {};
        std::string reversed = name.substr(0, name.size() - zone.size()), subject;
        for (std::size_t dot = reversed.rfind('.'); !reversed.empty(); dot = reversed.rfind('.')) {
            subject += (subject.empty() ? "" : ".") + reversed.substr(dot == std::string::npos ? 0 : dot + 1);
            reversed.resize(dot == std::string::npos ? 0 : dot);
        }
        return subject;
    }
    scripted_answer answer_to(const asked_question& q)
    {
        scripted_answer a = answered(q);
        return a.silent ? std::move(a) : std::move(a).later(latency);
    }
    bool stops(const asked_question& q, const std::string& list)
    {
        const std::size_t front = q.name.size() - list.size() - 4;  // ".bl" and the dot before the list
        for (auto dot = q.name.rfind('.', front - 1); dot != std::string::npos && dot != 0;
             dot = q.name.rfind('.', dot - 1)) {
            const auto [kept, fresh] = stopped_at_.try_emplace(q.name.substr(dot + 1), q.at);
            if (!fresh && q.at - kept->second < std::chrono::hours(1)) continue;
            kept->second = q.at;
            return true;
        }
        return false;
    }
    scripted_answer answered(const asked_question& q)
    {
        if (!network) return scripted_answer::silence();
        const scripted_answer no = scripted_answer::status(answer_status::no_such_name);
        for (const monitored_list& l : lists) {
            const std::string about = subject_of(q.name, l.definition.id);
            if (about.empty()) continue;
            if (strict && stops(q, l.definition.id)) return no;
            const mood now = moods[l.definition.id];
            if (now == mood::silent) return scripted_answer::silence();
            if (now == mood::refusing) return scripted_answer::status(answer_status::refused);
            const bool on =
                now == mood::everything ||
                (now == mood::well && (about == "127.0.0.2" || listed.count({l.definition.id, about}) != 0));
            if (removing) return no;
            if (now == mood::well && policies.count({l.definition.id, about}) != 0)
                return q.type == record_type::txt ? scripted_answer::text("end user range")
                                                  : scripted_answer::addresses({0x7f00000a});
            if (!on) return no;
            if (q.type == record_type::txt) return scripted_answer::text("seen in a trap");
            return scripted_answer::addresses({0x7f000002});
        }
        return no;
    }
};

}  // namespace offlist::test
