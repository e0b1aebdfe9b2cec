// `offlist webhook list`
#include <accounts/account.hpp>
#include <api/json/webhook_text.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/notices/webhook_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/webhook/webhook.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct webhook_list_command {
    config::overrides from;
    std::optional<std::string> account;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto of = account_filter(*opened->db, account);
        if (!of) return refuse({of.error()});
        store::webhook_table webhooks(*opened->db);
        text_table table({{"webhook"}, {"account"}, {"url"}, {"events"}, {"state"}, {"last try"}, {"result"}});
        const auto show = [&](const store::webhook_record& w) {
            if (out.json()) return out.print(api::json_of(w).dump());
            std::string events;
            for (const std::string& e : w.events) events += (events.empty() ? "" : " ") + e;
            table.add({{public_id("whk", w.id)},
                       {w.account ? public_id("acc", *w.account) : std::string("staff")},
                       {escaped(w.url)},
                       {std::move(events)},
                       {w.off_at ? "off: " + escaped(w.off_why) : std::string("on")},
                       {w.last_try_at ? timestamp(*w.last_try_at) : std::string("-")},
                       {escaped(w.last_said)}});
        };
        const auto done =
            each_row([&](store::page_request which) { return webhooks.page(*of, std::move(which)); }, show);
        if (!done) return refuse({done.error()});
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_webhook_list(command& group)
{
    auto [list, what] = group.add<webhook_list_command>("list", "webhooks, and how they do");
    add_store_flags(list, what.from);
    add_account_flag(list, what.account, "those of this account only");
}

}  // namespace offlist::cli
