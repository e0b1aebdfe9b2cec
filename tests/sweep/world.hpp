// world.hpp: blocklists, resolvers and an inventory in virtual time, and a sweep over them.
//
// Each list serves the test entries of RFC 5782 and knows four kinds of codes: 127.0.0.2 to .9 and 127.0.0.11 to .255
// are listings, 127.0.0.10 is informational, 127.0.0.1 says that the list does not serve us. What lists and resolvers
// do may change at any moment after the start. One thread only.
#pragma once
#include <chrono>
#include <core/clock.hpp>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <offlist/blocklist.hpp>
#include <set>
#include <string>
#include <support/fake_pipeline.hpp>
#include <sweep/assignment.hpp>
#include <sweep/inventory_builder.hpp>
#include <sweep/sweep.hpp>
#include <utility>
#include <vector>

namespace offlist::test {

using std::chrono::milliseconds;

/// How a list answers.
struct list_conduct {
    enum class form { normal, everything, nothing, silence, status, address } what = form::normal;
    answer_status status = answer_status::refused;  ///< for form::status
    std::uint32_t address = 0;                      ///< for form::address: to every question
    bool subjects_only = false;                     ///< test entries are answered normally
    bool entry_only = false;                        ///< everything but the listed test entry is
};

enum class resolver_conduct {
    honest,
    rewriting,
    silent,
    refusing_invalid,
    removing,  ///< NXDOMAIN instead of answers of 127.0.0.0/8
    emptying,  ///< no data instead of them
    failing,   ///< SERVFAIL instead of them
    strict,    ///< stops at the first label below a zone that has no record of its own and is not in its cache
    refusing,  ///< everything
};

/// A calendar that moves with the pipeline's virtual time, from 2026-11-23T08:00:00Z on.
class world_clock final : public clock {
public:
    explicit world_clock(const fake_pipeline& time) : time_(time), started_(time.now()) {}
    [[nodiscard]] std::chrono::system_clock::time_point now() const override
    {
        using namespace std::chrono;
        return sys_days(year(2026) / 11 / 23) + hours(8) + shift +
               duration_cast<system_clock::duration>(steady() - started_);
    }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return time_.now(); }

    std::chrono::seconds shift{0};  ///< as if somebody had set the machine's clock

private:
    const fake_pipeline& time_;
    dns::steady_time started_;
};

/// Keeps what a sweep tells.
class recorder final : public sweep_sink {
public:
    void found(finding&& what) override { findings.push_back(std::move(what)); }
    void list_changed(const blocklist& list, subject_kind kind, list_state now, const std::string& why) override
    {
        changes.push_back(list.id + ' ' + std::string(to_string(kind)) + ' ' + std::string(to_string(now)) +
                          (why.empty() ? "" : ": " + why));
    }
    void note(const std::string& text) override { notes.push_back(text); }
    void finished() override { ++ends; }

    std::vector<finding> findings;
    std::vector<std::string> changes;
    std::vector<std::string> notes;
    int ends = 0;
};

class world {
public:
    explicit world(std::vector<std::string> resolvers = {"192.0.2.53:53"}, std::size_t window = 100);

    /// A list with this id and zone; to be changed until the sweep begins.
    blocklist& list(const std::string& id, const std::string& zone, std::initializer_list<subject_kind> kinds);
    void inventory(std::string_view subject_or_range);
    /// The list is asked nothing but its listed test entry, for the others.
    void lends(const std::string& id) { lenders_.insert(id); }
    /// `id` lists `subject` (an address or a domain) with these addresses.
    void entry(const std::string& id, const std::string& subject, std::vector<std::uint32_t> addresses,
               std::string text = {});
    /// From `after` the start on, `id` behaves so; through one resolver only, or through all (-1).
    void conduct(const std::string& id, milliseconds after, list_conduct what, int resolver = -1);
    void conduct(std::size_t resolver, milliseconds after, resolver_conduct what);

    /// The sweep is made of this instead of the inventory.
    void assign(assignment part) { work_.push_back(std::move(part)); }
    /// What inventory() was given; no more can be added.
    const offlist::inventory& subjects();

    /// Makes the sweep and attaches it. An earlier one is detached and gone.
    sweep& begin();
    /// Runs it to its end. False: it did not come within `bound` of virtual time.
    bool run(std::chrono::steady_clock::duration bound = std::chrono::hours(24 * 40));

    [[nodiscard]] sweep& running() { return *sweep_; }
    [[nodiscard]] list_summary summary_of(const std::string& id) const;
    /// Questions to the zone of `id`, of any type.
    [[nodiscard]] std::vector<asked_question> asked_of(const std::string& id) const;
    /// The findings for this list with this verdict; for every list when `id` is empty.
    [[nodiscard]] std::vector<const finding*> findings(verdict what, const std::string& id = {}) const;

    fake_pipeline pipeline;
    world_clock time;
    recorder sink;
    memory_budget own_budget;
    budget_store* budget = &own_budget;
    sweep_options options;
    milliseconds latency{10};
    std::function<void(const asked_question&, scripted_answer&)> tamper;  ///< has the last word on every answer
    std::uint32_t negative_ttl = 0;                                       ///< seconds, of every "no"

private:
    struct record {
        std::vector<std::uint32_t> addresses;
        std::string text;
        bool is_test = false;
    };
    using conducts = std::map<milliseconds, list_conduct>;

    scripted_answer answer_to(const asked_question& q);
    scripted_answer untampered(const asked_question& q);
    bool stops_at_a_label(const std::string& name, std::uint8_t resolver);
    [[nodiscard]] scripted_answer list_answer(const blocklist& list, const asked_question& q) const;
    [[nodiscard]] scripted_answer normal_answer(const asked_question& q) const;

    std::vector<std::unique_ptr<blocklist>> lists_;
    std::set<std::string> lenders_;
    std::set<std::pair<std::uint8_t, std::string>> stopped_at_;      // what strict resolvers keep in their caches
    std::map<std::string, record> records_;                          // by question name
    std::map<std::pair<std::string, int>, conducts> list_conducts_;  // by id and resolver
    std::map<std::size_t, std::map<milliseconds, resolver_conduct>> resolver_conducts_;
    inventory_builder builder_;
    offlist::inventory inventory_;
    bool inventory_built_ = false;
    std::vector<assignment> work_;
    dns::steady_time started_;
    std::unique_ptr<sweep> sweep_;
};

/// The test entries of RFC 5782 section 5.
[[nodiscard]] test_entry standard_entry(subject_kind kind);
[[nodiscard]] std::uint32_t number(const std::string& dotted_address);

}  // namespace offlist::test
