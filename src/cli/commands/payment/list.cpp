// `offlist payment list`
#include <accounts/account.hpp>
#include <api/json/payment_text.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/money/payment_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/payment/payment.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct payment_list_command {
    config::overrides from;
    std::optional<std::string> account;
    std::string state;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto of = account_filter(*opened->db, account);
        if (!of) return refuse({of.error()});
        std::vector<payment_state> states;
        if (const auto one = parse_payment_state(state)) states = {*one};
        store::payment_table payments(*opened->db);
        text_table table({{"payment"},
                          {"account"},
                          {"method"},
                          {"amount", align::right},
                          {"received", align::right},
                          {"state"},
                          {"opened"},
                          {"why"}});
        const auto show = [&](const payment& p) {
            if (out.json()) return out.print(api::json_of(p).dump());
            table.add({{public_id("pay", p.id)},
                       {public_id("acc", p.account)},
                       {std::string(to_string(p.method))},
                       {to_string(p.amount)},
                       {to_string(money{p.received, p.amount.in})},
                       {std::string(to_string(p.state))},
                       {timestamp(p.created_at)},
                       {escaped(p.reason)}});
        };
        const auto done =
            each_row([&](store::page_request which) { return payments.page(*of, states, std::move(which)); }, show);
        if (!done) return refuse({done.error()});
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_payment_list(command& group)
{
    auto [list, what] = group.add<payment_list_command>("list", "payments, newest first");
    add_store_flags(list, what.from);
    add_account_flag(list, what.account, "those of this account only");
    std::vector<std::string> states;
    states.reserve(payment_states);
    for (int n = 0; n < payment_states; ++n) states.emplace_back(to_string(static_cast<payment_state>(n)));
    list.flag("--state", what.state, "those in this state only").one_of(states).takes("STATE");
}

}  // namespace offlist::cli
