// `offlist token list`
#include <core/clock.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/token_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/token/token.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

std::string validity_of(const store::token_record& t, std::chrono::sys_seconds now)
{
    if (t.revoked_at) return "revoked";
    return t.usable(now) ? "valid" : "expired";
}

std::string moment(const std::optional<std::chrono::sys_seconds>& at)
{
    return at ? timestamp(*at) : "never";
}

nlohmann::json json_of(const store::token_record& t, const std::string& state)
{
    const auto or_null = [](const std::optional<std::chrono::sys_seconds>& at) {
        return at ? nlohmann::json(timestamp(*at)) : nlohmann::json();
    };
    return {{"id", public_id("tok", t.id)},
            {"prefix", t.prefix},
            {"role", to_string(t.role)},
            {"account", t.account == 0 ? nlohmann::json() : nlohmann::json(public_id("acc", t.account))},
            {"name", t.name},
            {"read_only", t.read_only},
            {"state", state},
            {"created_at", timestamp(t.created_at)},
            {"expires_at", or_null(t.expires_at)},
            {"last_used_at", or_null(t.last_used_at)},
            {"revoked_at", or_null(t.revoked_at)}};
}

struct token_list_command {
    config::overrides from;
    std::optional<std::string> account;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto of = account_filter(*opened->db, account);
        if (!of) return refuse({of.error()});
        store::token_table tokens(*opened->db);
        const auto now = real_clock().now_seconds();
        text_table table(
            {{"token"}, {"begins"}, {"role"}, {"account"}, {"state"}, {"expires"}, {"last used"}, {"name"}});
        const auto show = [&](const store::token_record& t) {
            const std::string state = validity_of(t, now);
            if (out.json()) return out.print(json_of(t, state).dump());
            table.add({{public_id("tok", t.id)},
                       {t.prefix},
                       {std::string(to_string(t.role)) + (t.read_only ? ", read only" : "")},
                       {t.account == 0 ? "-" : public_id("acc", t.account)},
                       {state},
                       {moment(t.expires_at)},
                       {moment(t.last_used_at)},
                       {escaped(t.name)}});
        };
        const auto done = each_row([&](store::page_request which) { return tokens.page(*of, std::move(which)); }, show);
        if (!done) return refuse({done.error()});
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_token_list(command& group)
{
    auto [list, what] = group.add<token_list_command>("list", "all tokens by their first characters");
    add_store_flags(list, what.from);
    add_account_flag(list, what.account, "those of this account only");
}

}  // namespace offlist::cli
