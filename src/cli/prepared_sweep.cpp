#include "cli/prepared_sweep.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <config/configuration.hpp>
#include <core/duration.hpp>
#include <core/readable.hpp>
#include <sweep/budget_file.hpp>
#include <sweep/lending.hpp>
#include <system_error>
#include <utility>

#include "cli/bounded_input.hpp"
#include "cli/report/words.hpp"
#include "cli/resolved_names.hpp"

namespace offlist::cli {
namespace {

constexpr std::array all_kinds{subject_kind::ip4, subject_kind::ip6, subject_kind::domain};
constexpr std::size_t most_skipped_told = 10;  // --skip-invalid: the first bad lines are named, the rest counted

bool has_daily_limit(const blocklist& list)
{
    return list.limits.per_day.has_value();
}

// Whether the test entries of `list` do not prove a resolver by themselves.
bool leans(const blocklist& list)
{
    for (int k = 0; k < subject_kinds; ++k)
        if (const auto kind = static_cast<subject_kind>(k); list.asks(kind) && !proves_resolver(list, kind))
            return true;
    return false;
}

// Whoever holds the lock of the budget file may do so for a quarter of the time.
loaded<std::unique_ptr<budget_store>> open_budgets(const config::overrides& from, const std::vector<blocklist>& lists,
                                                   const time_limit& limit)
{
    if (std::none_of(lists.begin(), lists.end(), has_daily_limit))
        return std::unique_ptr<budget_store>(std::make_unique<memory_budget>());
    const auto file = config::budget_file_of(from);
    if (!file) return problems{file.error()};
    auto opened = budget_file::open(*file, budget_file::at_start::tries_writing,
                                    std::min(file_lock::patience, limit.whole().value_or(longest_duration) / 4));
    if (!opened) {
        problem wrong = opened.error();
        wrong.what = "the budget file: " + wrong.what;
        if (wrong.expected.empty()) wrong.expected = "a place that can be written, by --budget-file FILE";
        return problems{std::move(wrong)};
    }
    return std::unique_ptr<budget_store>(std::move(*opened));
}

// A lender's daily limit needs the budget file as well. Where a list can be asked without that file, its lenders must
// not be the reason to fail: then those without such a limit have to do.
void find_room_for_lenders(const config::overrides& from, prepared_sweep& ready)
{
    auto& lenders = ready.setup.how.lenders;
    const auto& lists = ready.setup.lists;
    if (std::any_of(lists.begin(), lists.end(), has_daily_limit)) return;  // the file is open
    if (std::any_of(lists.begin(), lists.end(), leans) && std::any_of(lenders.begin(), lenders.end(), has_daily_limit))
        if (auto file = open_budgets(from, lenders, ready.limit)) {
            ready.budgets = std::move(*file);
            return;
        }
    std::erase_if(lenders, has_daily_limit);
}

// A check of one list through one resolver asks seven times in a row: the canary, its tests twice, the subject, its
// text and its last tests twice.
constexpr int patiences_of_a_check = 8;

time_limit limit_of(const sweep_flags& flags, const resolver_options& resolvers, time_limit::steady_time start)
{
    if (flags.max_duration || !flags.own_duration) return time_limit(flags.max_duration, start);
    return time_limit(std::min(*flags.own_duration, patiences_of_a_check * resolvers.tries * resolvers.timeout), start);
}

bool any_asks(const std::vector<blocklist>& lists, subject_kind kind)
{
    return std::any_of(lists.begin(), lists.end(), [kind](const blocklist& list) { return list.asks(kind); });
}

// What no list is asked about is in none of the results, and would pass for clean.
std::vector<std::string> unasked_kinds(const inventory& subjects, const std::vector<blocklist>& lists)
{
    constexpr std::array<std::array<std::string_view, 2>, subject_kinds> names{
        {{"IPv4 address", "IPv4 addresses"}, {"IPv6 address", "IPv6 addresses"}, {"domain", "domains"}}};
    std::vector<std::string> told;
    for (std::size_t k = 0; k < names.size(); ++k) {
        const auto kind = static_cast<subject_kind>(k);
        const auto count = subjects.count(kind);
        if (count == 0 || any_asks(lists, kind)) continue;
        told.push_back(counted(count, names[k][0], names[k][1]) + (count == 1 ? " is" : " are") + " not asked about: " +
                       (lists.size() == 1 ? "the only list does not know "
                                          : "none of the " + grouped(lists.size()) + " lists knows ") +
                       std::string(names[k][1]) +
                       (kind == subject_kind::domain ? "; --resolve takes the addresses of host names" : ""));
    }
    return told;
}

}  // namespace

loaded<prepared_sweep> prepare(const config::overrides& from, const sweep_flags& flags, console& out)
{
    const auto start = std::chrono::steady_clock::now();
    const auto with = config::read_configuration_if_allowed(from);
    if (!with) return with.error();
    const auto known = config::load_lists(from, *with);
    if (!known) return known.error();
    auto lists = config::lists_to_ask(*known, flags.lists);
    if (!lists) return lists.error();
    auto resolvers = config::resolvers_to_ask(from, *with);
    if (!resolvers) return resolvers.error();
    const time_limit limit = limit_of(flags, *resolvers, start);
    auto budgets = open_budgets(from, *lists, limit);
    if (!budgets) return budgets.error();

    if (!with->unread.empty()) out.warn(with->unread.string() + " may not be read by this user; the defaults are used");
    if (!from.config && !with->file.empty()) out.warn(with->file.string() + " was found and is used");
    for (const std::string& warning : config::warnings_about(*resolvers)) out.warn(warning);
    out.detail("lists from " + known->directory.string() + ": " + counted(lists->size(), "list", "lists") + " to ask");
    for (const auto& server : resolvers->servers) out.detail("resolver " + config::to_text(server));

    prepared_sweep ready;
    ready.limit = limit;
    ready.setup.how.test_patience = 2 * resolvers->tries * resolvers->timeout;
    ready.setup.lists = std::move(*lists);
    ready.setup.resolvers = std::move(*resolvers);
    ready.setup.how.probe_every = with->sweep.probe_every.value_or(ready.setup.how.probe_every);
    ready.subjects.special = config::special_of(from, *with);
    ready.subjects.skip_invalid = flags.skip_invalid;
    ready.subjects.resolves_names = flags.resolve;
    ready.budgets = std::move(*budgets);
    ready.setup.how.lenders = lenders_for(ready.setup.lists, known->all.enabled());
    find_room_for_lenders(from, ready);
    return ready;
}

loaded<inventory_report> subjects_of(const std::string& file, const prepared_sweep& with)
{
    errno = 0;
    bounded_input in(file, with.limit.half_of_the_rest());
    if (!in)
        return problems{{.what = "the inventory cannot be opened: " + std::generic_category().message(errno),
                         .expected = "a file of one subject a line, or - for standard input",
                         .file = file}};
    auto read = read_inventory(in, file == "-" ? "standard input" : file, with.subjects);
    if (in.too_late()) return problems{*in.too_late()};
    return read;
}

loaded<inventory_report> resolved(inventory_report&& subjects, const prepared_sweep& with)
{
    const names keep = any_asks(with.setup.lists, subject_kind::domain) ? names::stay : names::go;
    return with_addresses(std::move(subjects), with.setup.resolvers, with.subjects, keep,
                          with.limit.half_of_the_rest());
}

problems look_over(const inventory_report& subjects, const std::string& where, const prepared_sweep& with, console& out)
{
    for (std::size_t i = 0; i < std::min(subjects.skipped_lines.size(), most_skipped_told); ++i)
        out.warn("passed over: " + subjects.skipped_lines[i].to_string());
    if (subjects.skipped > most_skipped_told)
        out.warn("passed over: " + std::to_string(subjects.skipped) + " bad lines in all");
    for (const std::string& note : subjects.notes) out.warn(note);
    if (subjects.duplicates > 0)
        out.detail(counted(subjects.duplicates, "subject", "subjects") + " named again, asked once");

    if (subjects.subjects.size() == 0)
        return {{.what = where + " holds no subjects", .expected = "addresses, CIDR ranges or domains"}};
    const auto unasked = unasked_kinds(subjects.subjects, with.setup.lists);
    const auto kinds = std::count_if(all_kinds.begin(), all_kinds.end(),
                                     [&](subject_kind kind) { return subjects.subjects.count(kind) > 0; });
    if (static_cast<std::ptrdiff_t>(unasked.size()) == kinds)
        return {{.what = "none of the " + std::to_string(with.setup.lists.size()) +
                         " lists can be asked about subjects of this kind",
                 .expected = "a list whose subjects `offlist lists` shows to be of this kind"}};
    for (const std::string& kind : unasked) out.warn(kind);
    return {};
}

void bound_questions(prepared_sweep& ready)
{
    ready.setup.how.end_within = ready.limit.rest();
    if (ready.setup.how.max_duration) ready.setup.how.max_duration = ready.limit.rest();
}

exit_status run_prepared(prepared_sweep with, const inventory& subjects, report& results, console& out)
{
    bound_questions(with);
    const sweep_summary all = run_sweep(std::move(with.setup), subjects, *with.budgets, results, out);
    if (out.broken()) return exit_status::unknown;  // whoever asked has not read the results
    return status_of(all);                          // and every report tells why
}

}  // namespace offlist::cli
