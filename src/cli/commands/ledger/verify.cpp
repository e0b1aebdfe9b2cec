// `offlist ledger`, and its command `offlist ledger verify`
#include <api/json/money_text.hpp>
#include <nlohmann/json.hpp>
#include <store/money/ledger_table.hpp>
#include <utility>

#include "cli/commands/ledger/ledger.hpp"
#include "cli/commands/table.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/words.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

constexpr const char* ledger_help =
    R"(verify adds up every transfer ever written and compares with the balances that are kept and with what each delisting
holds. It changes nothing. The daemon does the same at its start and each night. trial is the trial balance of a month,
results what delistings have come to by list.

Exit status of verify: 0 the books balance; 2 they do not, and where; 3 they cannot be read.

Examples:
  offlist ledger verify --config offlist.toml
  offlist ledger verify --json
  offlist ledger trial --month 2026-11)";

void print_report(const ledger_report& r, console& out)
{
    out.print((r.balanced() ? "the books balance: " : "THE BOOKS DO NOT BALANCE: ") +
              counted(r.transfers, "transfer", "transfers") + ", " + counted(r.accounts, "account", "accounts") +
              " with a balance");
    for (const balance& b : r.trial) out.print("  " + b.account + "  " + to_string(b.amount));
    for (const std::string& what : r.remarks) out.print("note: " + what);
    for (const std::string& what : r.wrong) out.print("wrong: " + what);
    if (r.wrong_in_all > r.wrong.size()) out.print("and " + counted(r.wrong_in_all - r.wrong.size(), "more", "more"));
}

void print_json(const ledger_report& r, console& out)
{
    nlohmann::json trial = nlohmann::json::array();
    for (const balance& b : r.trial) trial.push_back({{"account", b.account}, {"balance", api::json_of(b.amount)}});
    nlohmann::json line = {{"balanced", r.balanced()}, {"transfers", r.transfers}, {"accounts", r.accounts},
                           {"remarks", r.remarks},     {"wrong", r.wrong},         {"wrong_in_all", r.wrong_in_all}};
    line["trial"] = std::move(trial);
    out.print(line.dump());
}

struct ledger_verify_command {
    config::overrides from;

    /// ok: the books balance; critical: they do not; unknown: they cannot be read.
    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse_as_asked(opened.error(), out);
        const auto report = store::ledger_table(*opened->db).verify();
        if (!report) return refuse_as_asked({report.error()}, out);
        if (out.json())
            print_json(*report, out);
        else
            print_report(*report, out);
        return report->balanced() ? exit_status::ok : exit_status::critical;
    }
};

}  // namespace

void add_ledger(command program)
{
    command group = program.add_group("ledger", "the books: verify, trial, results", ledger_help);
    auto [verify, what] = group.add<ledger_verify_command>("verify", "whether every transfer adds up to what is kept");
    add_store_flags(verify, what.from);
    verify.help(ledger_help);
    add_ledger_trial(group);
    add_ledger_results(group);
}

}  // namespace offlist::cli
