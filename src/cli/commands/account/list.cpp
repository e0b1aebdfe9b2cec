// `offlist account list`
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/account_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/account/account.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct account_list_command {
    config::overrides from;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        store::account_table accounts(*opened->db);
        text_table table({{"account"}, {"state"}, {"name"}, {"e-mail"}, {"since"}});
        const auto show = [&](const account& a) {
            if (out.json()) return out.print(json_of(a).dump());
            table.add({{public_id("acc", a.id)},
                       {std::string(to_string(a.state))},
                       {escaped(a.name)},
                       {escaped(a.email)},
                       {timestamp(a.created_at)}});
        };
        const auto done = each_row([&](store::page_request which) { return accounts.page(std::move(which)); }, show);
        if (!done) return refuse({done.error()});
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_account_list(command& group)
{
    auto [list, what] = group.add<account_list_command>("list", "all accounts");
    add_store_flags(list, what.from);
}

}  // namespace offlist::cli
