// `ledger verify`: whether the books balance; `funds`: what one account has.
#include <accounts/account.hpp>
#include <config/service_settings.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <delisting/terms.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/account_table.hpp>
#include <store/money/ledger_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands.hpp"
#include "cli/open_store.hpp"
#include "cli/text_table.hpp"
#include "cli/words.hpp"

namespace offlist::cli {
namespace {

nlohmann::json as_json(const money& m)
{
    return {{"amount", m.cents}, {"currency", m.in.view()}};
}

void print_report(const ledger_report& r, console& out)
{
    out.print((r.balanced() ? "the books balance: " : "THE BOOKS DO NOT BALANCE: ") +
              counted(r.transfers, "transfer", "transfers") + ", " + counted(r.accounts, "account", "accounts") +
              " with a balance");
    for (const balance& b : r.trial) out.print("  " + b.account + "  " + to_string(b.amount));
    for (const std::string& what : r.wrong) out.print("wrong: " + what);
    if (r.wrong_in_all > r.wrong.size()) out.print("and " + counted(r.wrong_in_all - r.wrong.size(), "more", "more"));
}

void print_json(const ledger_report& r, console& out)
{
    nlohmann::json trial = nlohmann::json::array();
    for (const balance& b : r.trial) trial.push_back({{"account", b.account}, {"balance", as_json(b.amount)}});
    nlohmann::json line = {{"balanced", r.balanced()},
                           {"transfers", r.transfers},
                           {"accounts", r.accounts},
                           {"wrong", r.wrong},
                           {"wrong_in_all", r.wrong_in_all}};
    line["trial"] = std::move(trial);
    out.print(line.dump());
}

nlohmann::json as_json(const transfer& t)
{
    return {{"id", public_id("trf", t.id)}, {"at", timestamp(t.at)},       {"code", to_string(t.code)},
            {"amount", as_json(t.amount)},  {"debit", to_string(t.debit)}, {"credit", to_string(t.credit)},
            {"reference", t.reference},     {"reason", t.reason}};
}

}  // namespace

exit_status ledger_command(const arguments& from, console& out)
{
    const auto opened = open_store_of(from);
    if (!opened) return from.json ? refuse(opened.error(), out) : refuse(opened.error());
    const auto report = store::ledger_table(*opened->db).verify();
    if (!report) return from.json ? refuse({report.error()}, out) : refuse({report.error()});
    if (from.json)
        print_json(*report, out);
    else
        print_report(*report, out);
    return report->balanced() ? exit_status::ok : exit_status::critical;
}

exit_status funds_command(const arguments& from, console& out)
{
    const auto id = id_of("acc", from.words.front());
    if (!id) return refuse({id.error()});
    const auto opened = open_store_of(from);
    if (!opened) return refuse(opened.error());
    const auto terms = config::terms_of(opened->with);
    if (!terms) return refuse(terms.error());
    if (!terms->prices)
        return refuse({{.what = "the configuration names no price book, so there is no currency for funds",
                        .expected = "--config FILE with [prices] file"}});
    const auto found = awaited(store::account_table(*opened->db).find(*id));
    if (!found) return refuse({found.error()});
    if (!*found)
        return refuse({{.what = "there is no account " + quoted(from.words.front()),
                        .expected = "one that offlist account list shows"}});
    store::ledger_table book(*opened->db);
    const auto funds = awaited(book.funds(*id, terms->prices->in));
    if (!funds) return refuse({funds.error()});
    text_table table({{"transfer"}, {"at"}, {"what"}, {"amount", align::right}, {"from"}, {"to"}, {"reason"}});
    if (from.json)
        out.print(nlohmann::json{{"balance", as_json(funds->balance)}, {"held", as_json(funds->held)}}.dump());
    const auto done = each_row([&](store::page_request which) { return book.statement(*id, std::move(which)); },
                               [&](const transfer& t) {
                                   if (from.json) return out.print(as_json(t).dump());
                                   table.add({{public_id("trf", t.id)},
                                              {timestamp(t.at)},
                                              {std::string(to_string(t.code))},
                                              {to_string(t.amount)},
                                              {to_string(t.debit)},
                                              {to_string(t.credit)},
                                              {escaped(t.reason)}});
                               });
    if (!done) return refuse({done.error()});
    if (from.json) return exit_status::ok;
    out.print("balance " + to_string(funds->balance) + ", held " + to_string(funds->held));
    for (const std::string& line : table.lines(out.colors())) out.print(line);
    return exit_status::ok;
}

}  // namespace offlist::cli
