#include "cli/open_store.hpp"

#include <pwd.h>
#include <unistd.h>
#include <config/overrides.hpp>
#include <config/settings.hpp>

#include <array>
#include <core/clock.hpp>
#include <core/quoted.hpp>
#include <store/accounts/account_table.hpp>
#include <telemetry/log.hpp>
#include <utility>

#include "cli/all_pages.hpp"

namespace offlist::cli {
namespace {

// The account that the kernel knows, and not $USER, which anybody may set.
std::string os_user()
{
    std::array<char, 4096> space{};
    passwd entry{};
    passwd* found = nullptr;
    const uid_t id = ::getuid();
    if (::getpwuid_r(id, &entry, space.data(), space.size(), &found) == 0 && found != nullptr) return found->pw_name;
    return "uid " + std::to_string(id);
}

}  // namespace

loaded<open_store> open_store_of(const config::overrides& from, store::store_making missing)
{
    auto with = config::read_configuration(from);
    if (!with) return with.error();
    const config::store_config store = config::store_of(*with);
    auto db = store::database::open({.url = store.url, .readers = 1, .missing = missing});
    if (!db) return problems{db.error()};
    if (!from.config)
        telemetry::log_warning((with->file.empty() ? "no configuration was named or found"
                                                   : with->file.string() + " was found and is used") +
                               "; the store is " + (*db)->name());
    for (const std::string& note : (*db)->notes()) telemetry::log_warning(note);
    if ((*db)->is_new()) telemetry::log_warning("a new store was made: " + (*db)->name());
    open_store opened;
    opened.with = std::move(*with);
    opened.db = std::move(*db);
    return opened;
}

store::actor command_line_actor(std::string reason)
{
    store::actor by;
    by.who.role = role::admin;
    by.who.name = "command line: " + os_user();
    by.reason = std::move(reason);
    by.at = real_clock().now_seconds();
    return by;
}

parsed<std::int64_t> id_of(std::string_view prefix, const std::string& text)
{
    if (const auto id = parse_public_id(prefix, text)) return *id;
    return problem{.what = quoted(text) + " is not an id of this kind",
                   .expected = "one as in " + std::string(prefix) + "_12"};
}

problem no_such_account(const std::string& id)
{
    return {.what = "there is no account " + quoted(id), .expected = "one that offlist account list shows"};
}

parsed<account> account_in(store::database& db, const std::string& id)
{
    const auto number = id_of("acc", id);
    if (!number) return number.error();
    auto found = awaited(store::account_table(db).find(*number));
    if (!found) return found.error();
    if (!*found) return no_such_account(id);
    return std::move(**found);
}

parsed<std::optional<std::int64_t>> account_filter(store::database& db, const std::optional<std::string>& id)
{
    if (!id) return std::optional<std::int64_t>();
    const auto found = account_in(db, *id);
    if (!found) return found.error();
    return std::optional(found->id);
}

}  // namespace offlist::cli
