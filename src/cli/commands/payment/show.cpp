// `offlist payment show PAYMENT`
#include <accounts/account.hpp>
#include <api/json/payment_text.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/money/payment_table.hpp>

#include "cli/commands/payment/payment.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

void print_payment(const payment& p, console& out)
{
    out.print(public_id("pay", p.id) + "  " + to_string(p.amount) + " by " + std::string(to_string(p.method)) + " at " +
              p.gateway + ", for " + public_id("acc", p.account));
    out.print(std::string(to_string(p.state)) + (p.reason.empty() ? std::string() : ": " + escaped(p.reason)));
    if (p.surcharge > 0) out.print("surcharge " + to_string(money{p.surcharge, p.amount.in}));
    out.print("received " + to_string(money{p.received, p.amount.in}) + " of " + to_string(p.total()));
    if (p.charged_back > 0) out.print("charged back " + to_string(money{p.charged_back, p.amount.in}));
    out.print("opened " + timestamp(p.created_at) + ", changed " + timestamp(p.changed_at));
}

struct payment_show_command {
    config::overrides from;
    std::string id;

    exit_status run(console& out) const
    {
        const auto number = id_of("pay", id);
        if (!number) return refuse({number.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        auto look = [number](soci::session& s) -> parsed<std::optional<store::payment_detail>> {
            return store::payment_table::detail(s, *number);
        };
        const auto found = opened->db->read_now(look);
        if (!found) return refuse({found.error()});
        if (!*found)
            return refuse(
                {{.what = "there is no payment " + quoted(id), .expected = "one that offlist payment list shows"}});
        if (out.json())
            out.print(api::json_of((*found)->what, (*found)->claims).dump());
        else
            print_payment((*found)->what, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_payment_show(command& group)
{
    auto [show, what] = group.add<payment_show_command>("show", "one: what was asked for, and what came");
    add_store_flags(show, what.from);
    show.word("id", what.id, "such as pay_12").takes("PAYMENT");
}

}  // namespace offlist::cli
