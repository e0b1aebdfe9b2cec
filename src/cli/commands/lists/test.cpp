// `offlist lists test [ID...]`: a sweep without subjects, so that the test entries keep to the lists' limits as all
// questions do, go through every resolver, and the canaries with them.
#include <algorithm>
#include <telemetry/log.hpp>
#include <utility>

#include "cli/commands/lists/lists.hpp"
#include "cli/prepared_sweep.hpp"
#include "cli/refuse.hpp"
#include "cli/report/json_text.hpp"
#include "cli/report/text_table.hpp"
#include "cli/report/words.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct tested_list {
    std::string list;
    subject_kind kind = subject_kind::ip4;
    list_state health = list_state::unused;
    std::string why;
};

std::vector<tested_list> tests_of(const std::vector<blocklist>& lists)
{
    std::vector<tested_list> all;
    for (const blocklist& list : lists)
        for (int k = 0; k < subject_kinds; ++k)
            if (const auto kind = static_cast<subject_kind>(k); list.asks(kind))
                all.push_back({list.id, kind, list_state::unused, {}});
    return all;
}

std::vector<assignment> assignments_of(const std::vector<blocklist>& lists)
{
    std::vector<assignment> work;
    for (std::size_t l = 0; l < lists.size(); ++l)
        for (int k = 0; k < subject_kinds; ++k)
            if (const auto kind = static_cast<subject_kind>(k); lists[l].asks(kind)) work.push_back({l, kind, {}});
    return work;
}

// Keeps the newest health of each list and kind.
class health_report final : public report {
public:
    explicit health_report(std::vector<tested_list> all) : all_(std::move(all)) {}

    void begin(const forecast&) override {}
    void found(finding&&) override {}
    void list_changed(const blocklist& list, subject_kind kind, list_state now, const std::string& why) override
    {
        for (tested_list& one : all_)
            if (one.list == list.id && one.kind == kind) {
                one.health = now;
                one.why = why;
            }
    }
    // A list whose day is used up has no health, but a reason.
    void end(const sweep_summary& sums) override
    {
        for (tested_list& one : all_)
            for (const list_summary& list : sums.lists)
                if (list.blocklist == one.list && one.health == list_state::unused) one.why = list.why;
    }
    [[nodiscard]] const std::vector<tested_list>& all() const { return all_; }

private:
    std::vector<tested_list> all_;
};

void print_health(const std::vector<tested_list>& all, console& out)
{
    text_table table({{"blocklist"}, {"subjects"}, {"health"}, {"why"}});
    for (const tested_list& one : all)
        table.add({{one.list},
                   {std::string(to_string(one.kind))},
                   {std::string(to_string(one.health)), tone_of(one.health)},
                   {one.why}});
    print(table, out);
}

exit_status outcome(const std::vector<tested_list>& all)
{
    const auto any = [&](list_state s) {
        return std::any_of(all.begin(), all.end(), [s](const tested_list& one) { return one.health == s; });
    };
    if (any(list_state::unhealthy)) return exit_status::critical;
    if (!any(list_state::healthy)) return exit_status::unknown;
    const bool all_healthy =
        std::all_of(all.begin(), all.end(), [](const tested_list& one) { return one.health == list_state::healthy; });
    return all_healthy ? exit_status::ok : exit_status::warning;
}

struct lists_test_command {
    shared_lists_flags flags;
    std::vector<std::string> ids;
    std::optional<std::chrono::milliseconds> max_duration;

    /// ok: all are healthy; critical: some are not; unknown: none could be asked.
    exit_status run(console& out) const
    {
        const limit_guard guard(max_duration);
        sweep_flags named;
        named.lists = ids;
        named.max_duration = max_duration;
        auto ready = prepare(flags->from, named, out);
        if (!ready) return refuse_as_asked(ready.error(), out);
        const std::vector<assignment> work = assignments_of(ready->setup.lists);
        health_report results(tests_of(ready->setup.lists));
        bound_questions(*ready);
        const sweep_summary sums = run_sweep(std::move(ready->setup), work, *ready->budgets, results, out);
        if (sums.failure) telemetry::log_error(sums.failure->to_string());
        if (out.json())
            for (const tested_list& one : results.all())
                out.print(json_of_health(one.list, one.kind, one.health, one.why));
        else
            print_health(results.all(), out);
        const exit_status status = sums.failure ? exit_status::unknown : outcome(results.all());
        if (status == exit_status::unknown && !sums.failure)  // whom to blame was noted already
            telemetry::log_error(sums.blame.empty() ? "no list could be verified: the table says why"
                                                    : "no list could be verified");
        return status;
    }
};

}  // namespace

void add_lists_test(command& lists, const shared_lists_flags& flags)
{
    auto [test, what] = lists.add<lists_test_command>("test", "ask the test entries now");
    what.flags = flags;
    add_catalog_flags(test, flags->from);
    add_resolver_flags(test, flags->from);
    add_budget_flag(test, flags->from);
    add_duration_flag(test, what.max_duration, "be done within this; lists that are silent until then are unverified");
    test.output_flags();
    test.words("id", what.ids, "ids of lists; all that are on, unless said").takes("ID");
}

}  // namespace offlist::cli
