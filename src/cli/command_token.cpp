// `token create|list|revoke`: API tokens, from the command line.
#include <core/clock.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/token_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands.hpp"
#include "cli/open_store.hpp"
#include "cli/text_table.hpp"

namespace offlist::cli {
namespace {

parsed<store::token_order> order_of(const arguments& from)
{
    store::token_order order;
    order.role = parse_role(from.role).value();  // the command line lets no other through
    order.name = from.name.empty() ? "made on the command line" : from.name;
    order.read_only = from.read_only;
    if (from.expires)
        order.expires_at = real_clock().now_seconds() + std::chrono::ceil<std::chrono::seconds>(*from.expires);
    if (from.account.has_value() != (order.role == role::customer))
        return from.account
                   ? problem{.what = "--account with a token of role " + from.role,
                             .expected = "--role customer, or no --account: staff and admins see all"}
                   : problem{.what = "a customer's token without --account", .expected = "--account ID, as in acc_12"};
    if (from.account) {
        const auto id = id_of("acc", *from.account);
        if (!id) return id.error();
        order.account = *id;
    }
    return order;
}

exit_status create(const arguments& from, store::database& db, console& out)
{
    auto order = order_of(from);
    if (!order) return refuse({order.error()});
    const auto made = awaited(
        store::token_table(db).issue(std::move(*order), command_line_actor(from, "created on the command line")));
    if (!made) return refuse({made.error()});
    if (!*made)
        return refuse({{.what = "there is no active account " + quoted(from.account.value_or("")),
                        .expected = "one that offlist account list shows as active"}});
    out.print((*made)->text);
    return exit_status::ok;
}

std::string state_of(const store::token_record& t, std::chrono::sys_seconds now)
{
    if (t.revoked_at) return "revoked";
    return t.usable(now) ? "valid" : "expired";
}

std::string moment(const std::optional<std::chrono::sys_seconds>& at)
{
    return at ? timestamp(*at) : "never";
}

nlohmann::json as_json(const store::token_record& t, const std::string& state)
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

exit_status list(const arguments& from, store::database& db, console& out)
{
    std::optional<std::int64_t> account;
    if (from.account) {
        const auto id = id_of("acc", *from.account);
        if (!id) return refuse({id.error()});
        account = *id;
    }
    store::token_table book(db);
    const auto now = real_clock().now_seconds();
    text_table table({{"token"}, {"begins"}, {"role"}, {"account"}, {"state"}, {"expires"}, {"last used"}, {"name"}});
    const auto done = each_row([&](store::page_request which) { return book.page(account, std::move(which)); },
                               [&](const store::token_record& t) {
                                   const std::string state = state_of(t, now);
                                   if (from.json) return out.print(as_json(t, state).dump());
                                   table.add({{public_id("tok", t.id)},
                                              {t.prefix},
                                              {std::string(to_string(t.role)) + (t.read_only ? ", read only" : "")},
                                              {t.account == 0 ? "-" : public_id("acc", t.account)},
                                              {state},
                                              {moment(t.expires_at)},
                                              {moment(t.last_used_at)},
                                              {escaped(t.name)}});
                               });
    if (!done) return refuse({done.error()});
    if (!from.json)
        for (const std::string& line : table.lines(out.colors())) out.print(line);
    return exit_status::ok;
}

exit_status revoke(const arguments& from, store::database& db, console& out)
{
    const auto id = id_of("tok", from.words.front());
    if (!id) return refuse({id.error()});
    const auto done = awaited(
        store::token_table(db).revoke(*id, std::nullopt, command_line_actor(from, "revoked on the command line")));
    if (!done) return refuse({done.error()});
    if (!*done)
        return refuse({{.what = "there is no token " + quoted(from.words.front()),
                        .expected = "one that offlist token list shows"}});
    out.print(public_id("tok", *id) + " is revoked; a daemon that knows it already forgets it within a minute");
    return exit_status::ok;
}

}  // namespace

exit_status token_command(const arguments& from, console& out)
{
    const auto opened = open_store_of(from);
    if (!opened) return refuse(opened.error());
    if (from.command == command::token_create) return create(from, *opened->db, out);
    return from.command == command::token_list ? list(from, *opened->db, out) : revoke(from, *opened->db, out);
}

}  // namespace offlist::cli
