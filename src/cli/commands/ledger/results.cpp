// `offlist ledger results`
#include <nlohmann/json.hpp>
#include <store/money/ledger_reports.hpp>

#include "cli/commands/ledger/ledger.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct ledger_results_command {
    config::overrides from;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto lists = opened->db->read_now([](soci::session& s) -> parsed<std::vector<store::list_result>> {
            return store::results_by_list(s, {}, std::chrono::sys_seconds::max());
        });
        if (!lists) return refuse({lists.error()});
        text_table table({{"blocklist"},
                          {"ordered", align::right},
                          {"live", align::right},
                          {"succeeded", align::right},
                          {"failed", align::right},
                          {"cancelled", align::right},
                          {"again", align::right},
                          {"listed again", align::right}});
        for (const store::list_result& r : *lists) {
            if (out.json())
                out.print(nlohmann::json({{"blocklist", r.blocklist},
                                          {"ordered", r.ordered},
                                          {"live", r.live()},
                                          {"succeeded", r.succeeded},
                                          {"failed", r.failed},
                                          {"cancelled", r.cancelled},
                                          {"again", r.again},
                                          {"relisted", r.relisted}})
                              .dump());
            else
                table.add({{r.blocklist},
                           {std::to_string(r.ordered)},
                           {std::to_string(r.live())},
                           {std::to_string(r.succeeded)},
                           {std::to_string(r.failed)},
                           {std::to_string(r.cancelled)},
                           {std::to_string(r.again)},
                           {std::to_string(r.relisted)}});
        }
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_ledger_results(command& group)
{
    auto [results, what] = group.add<ledger_results_command>("results", "what delistings have come to, by list");
    add_store_flags(results, what.from);
}

}  // namespace offlist::cli
