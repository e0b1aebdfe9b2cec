// `offlist webhook create --url URL --event EVENT...`
#include <accounts/account.hpp>
#include <algorithm>
#include <api/json/webhook_text.hpp>
#include <core/nearest.hpp>
#include <core/quoted.hpp>
#include <daemon/webhook_loop.hpp>
#include <nlohmann/json.hpp>
#include <notify/event.hpp>
#include <notify/signature.hpp>
#include <notify/webhook_url.hpp>
#include <services/create_webhook.hpp>
#include <utility>

#include "cli/commands/webhook/webhook.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

// An event that the webhook may not ask for, or that there is none of; names the nearest.
std::optional<problem> unknown_event(const std::string& name, bool of_staff)
{
    std::vector<std::string_view> names;
    std::string all;
    for (const notify::event_kind& k : notify::event_kinds()) {
        if (k.staff_only && !of_staff) continue;
        names.push_back(k.name);
        all += (all.empty() ? "one of " : ", ") + std::string(k.name);
    }
    if (std::find(names.begin(), names.end(), name) != names.end()) return std::nullopt;
    const std::string near = nearest(name, names);
    return problem{.what = quoted(name) + " is no event that it may ask for", .expected = near.empty() ? all : near};
}

struct webhook_create_command {
    config::overrides from;
    std::string url;
    std::vector<std::string> events;
    std::optional<std::string> account;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        auto wanted = order(opened->with.service.webhooks);
        if (!wanted) return refuse({wanted.error()});
        services::create_webhook create{.order = std::move(*wanted),
                                        .most = opened->with.service.webhooks.per_account,
                                        .by = command_line_actor("created on the command line")};
        const auto made = opened->db->write_now(std::move(create));
        if (!made) return refuse({made.error()});
        if (const auto* const why = std::get_if<store::refused_webhook_order>(&*made)) {
            if (*why == store::refused_webhook_order::too_many)
                return refuse({{.what = "there are as many webhooks as there may be",
                                .expected = "offlist webhook delete ID first"}});
            return refuse({{.what = "there is no active account " + quoted(account.value_or("")),
                            .expected = "one that offlist account list shows as active"}});
        }
        const auto& record = std::get<store::webhook_record>(*made);
        if (out.json()) {
            nlohmann::json shown = api::json_of(record);
            shown["secret"] = record.secret;
            out.print(shown.dump());
        } else {
            out.print(public_id("whk", record.id) + ' ' + record.secret);
        }
        return exit_status::ok;
    }

    [[nodiscard]] parsed<store::webhook_order> order(const config::webhook_config& rules) const
    {
        store::webhook_order wanted;
        if (account) {
            const auto number = id_of("acc", *account);
            if (!number) return number.error();
            wanted.account = *number;
        }
        if (const auto fits = notify::server_of(url, daemon::url_rules_of(rules)); !fits) return fits.error();
        wanted.url = url;
        for (const std::string& name : events)
            if (auto wrong = unknown_event(name, !account)) return std::move(*wrong);
        wanted.events = events;
        std::sort(wanted.events.begin(), wanted.events.end());
        wanted.events.erase(std::unique(wanted.events.begin(), wanted.events.end()), wanted.events.end());
        wanted.secret = notify::make_secret();
        return wanted;
    }
};

}  // namespace

void add_webhook_create(command& group)
{
    auto [create, what] = group.add<webhook_create_command>("create", "a new webhook; prints its id and its secret");
    add_store_flags(create, what.from);
    create.flag("--url", what.url, "where events are sent: https, to a public address").required().takes("URL");
    create.flag("--event", what.events, "such as listing.opened; may be given again").required().takes("EVENT");
    add_account_flag(create, what.account, "a customer's, which hears of that account alone");
}

}  // namespace offlist::cli
