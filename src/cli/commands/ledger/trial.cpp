// `offlist ledger trial`
#include <api/json/money_text.hpp>
#include <chrono>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/money/ledger_reports.hpp>

#include "cli/commands/ledger/ledger.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct ledger_trial_command {
    config::overrides from;
    std::string month;

    exit_status run(console& out) const
    {
        namespace chr = std::chrono;
        const auto first = parse_timestamp(month + "-01T00:00:00Z");
        if (!first) {
            const problem wrong{.what = "--month " + quoted(month) + " is no month",
                                .expected = "a year and a month, such as 2026-11"};
            return refuse({wrong});
        }
        const chr::year_month_day day{chr::floor<chr::days>(*first)};
        const chr::sys_seconds until = chr::sys_days{(day.year() / day.month() + chr::months{1}) / 1};
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto lines = opened->db->read_now([&](soci::session& s) -> parsed<std::vector<store::trial_line>> {
            return store::trial_balance(s, *first, until);
        });
        if (!lines) return refuse({lines.error()});
        text_table table({{"account"},
                          {"opening", align::right},
                          {"debits", align::right},
                          {"credits", align::right},
                          {"closing", align::right}});
        for (const store::trial_line& l : *lines) {
            const auto amount = [&l](std::int64_t cents) { return money{cents, l.in}; };
            if (out.json())
                out.print(nlohmann::json({{"account", l.account},
                                          {"opening", api::json_of(amount(l.opening))},
                                          {"debits", api::json_of(amount(l.debits))},
                                          {"credits", api::json_of(amount(l.credits))},
                                          {"closing", api::json_of(amount(l.closing()))}})
                              .dump());
            else
                table.add({{l.account},
                           {to_string(amount(l.opening))},
                           {to_string(amount(l.debits))},
                           {to_string(amount(l.credits))},
                           {to_string(amount(l.closing()))}});
        }
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_ledger_trial(command& group)
{
    auto [trial, what] = group.add<ledger_trial_command>("trial", "the trial balance of a month");
    add_store_flags(trial, what.from);
    trial.flag("--month", what.month, "such as 2026-11, in UTC").takes("MONTH").required();
}

}  // namespace offlist::cli
