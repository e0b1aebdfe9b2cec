// `offlist funds ACCOUNT`
#include <accounts/account.hpp>
#include <api/json/money_text.hpp>
#include <config/service_settings.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <delisting/terms.hpp>
#include <nlohmann/json.hpp>
#include <store/money/ledger_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/table.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

constexpr const char* funds_help =
    R"(What the account has to spend, what is held for its delistings, and every transfer, newest first.

Examples:
  offlist funds acc_12 --config offlist.toml)";

// As the ledger has it, with both its accounts; REST shows what the customer sees of it.
nlohmann::json ledger_json(const transfer& t)
{
    return {{"id", public_id("trf", t.id)},     {"at", timestamp(t.at)},       {"code", to_string(t.code)},
            {"amount", api::json_of(t.amount)}, {"debit", to_string(t.debit)}, {"credit", to_string(t.credit)},
            {"reference", t.reference},         {"reason", t.reason}};
}

struct funds_command {
    config::overrides from;
    std::string id;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto terms = config::terms_of(opened->with);
        if (!terms) return refuse(terms.error());
        if (!terms->prices)
            return refuse({{.what = "the configuration names no price book, so there is no currency for funds",
                            .expected = "--config FILE with [prices] file"}});
        const auto of = account_in(*opened->db, id);
        if (!of) return refuse({of.error()});
        store::ledger_table ledger(*opened->db);
        const auto funds = awaited(ledger.funds(of->id, terms->prices->in));
        if (!funds) return refuse({funds.error()});
        if (out.json()) out.print(api::json_of(*funds).dump());
        text_table table({{"transfer"}, {"at"}, {"what"}, {"amount", align::right}, {"from"}, {"to"}, {"reason"}});
        const auto show = [&](const transfer& t) {
            if (out.json()) return out.print(ledger_json(t).dump());
            table.add({{public_id("trf", t.id)},
                       {timestamp(t.at)},
                       {std::string(to_string(t.code))},
                       {to_string(t.amount)},
                       {to_string(t.debit)},
                       {to_string(t.credit)},
                       {escaped(t.reason)}});
        };
        const auto done =
            each_row([&](store::page_request which) { return ledger.statement(of->id, std::move(which)); }, show);
        if (!done) return refuse({done.error()});
        if (out.json()) return exit_status::ok;
        for (const store::account_funds& f : *funds)
            out.print("balance " + to_string(f.balance) + ", held " + to_string(f.held) +
                      (f.frozen.cents == 0 ? "" : ", frozen while payments are disputed " + to_string(f.frozen)));
        print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_funds(command program)
{
    auto [funds, what] = program.add<funds_command>("funds", "what an account has, and its statement");
    add_store_flags(funds, what.from);
    funds.word("account", what.id, "such as acc_12").takes("ACCOUNT");
    funds.help(funds_help);
}

}  // namespace offlist::cli
