// `offlist restore [FILE | --restored | --confirm]`
#include <config/service_settings.hpp>
#include <core/clock.hpp>
#include <core/timestamp.hpp>
#include <delisting/terms.hpp>
#include <services/confirm_restore.hpp>
#include <store/money/reconciliation_table.hpp>
#include <store/restore/replace_store.hpp>
#include <utility>
#include <vector>

#include "cli/commands/table.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/words.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

constexpr const char* restore_help =
    R"(Puts a copy of the backup FILE in the place of the SQLite store, while no daemon serves it; the store that was there is kept
beside it. For PostgreSQL: pg_restore while the daemon is stopped, then `offlist restore --restored`.

A backup does not know what happened after it. So the daemon then sends no request to an operator and no webhook, sells nothing and
moves no delisting, until --confirm says that somebody has compared its books with the gateways; delistings whose request may have been
sent since the backup are tasks for staff ("find out"). Everything else goes on: sweeps, what gateways pay, reading.
Without FILE and flags it says how things stand.

Examples:
  offlist restore --config /etc/offlist/offlist.toml /var/backups/offlist-monday.db
  offlist restore --config /etc/offlist/offlist.toml --confirm --reason "compared with Stripe, two receipts entered"
  offlist restore --config /etc/offlist/offlist.toml --restored)";

// As the gateways themselves are called in the books.
std::vector<std::string> configured_in(const config::configuration& with)
{
    const config::gateways_config& g = with.service.gateways;
    std::vector<std::string> names;
    if (g.stripe) names.emplace_back("stripe");
    if (g.btcpay) names.emplace_back("btcpay");
    if (g.bitpay) names.emplace_back("bitpay");
    return names;
}

std::string listed(const std::vector<std::string>& names)
{
    std::string all;
    for (const std::string& each : names) all += (all.empty() ? "" : ", ") + each;
    return all;
}

struct restore_command {
    config::overrides from;
    std::optional<std::string> file;
    bool restored = false;
    bool confirm = false;
    bool without_gateways = false;
    std::optional<std::string> reason;

    exit_status run(console& out) const
    {
        if (int{file.has_value()} + int{restored} + int{confirm} > 1)
            return refuse({{.what = "a file, --restored and --confirm exclude each other", .expected = "one of them"}});
        if (reason.has_value() != confirm)
            return refuse({{.what = confirm ? "--confirm needs --reason" : "--reason goes with --confirm alone",
                            .expected = "--confirm --reason TEXT, which the audit log keeps"}});
        if (without_gateways && !confirm)
            return refuse({{.what = "--without-gateways goes with --confirm alone", .expected = "--confirm as well"}});
        if (file) return put_in_place(out);
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        if (restored) return begin_life(*opened, out);
        if (confirm) return say_yes(*opened, out);
        return tell(*opened, out);
    }

    exit_status put_in_place(console& out) const
    {
        const auto with = config::read_configuration(from);
        if (!with) return refuse(with.error());
        const auto terms = config::terms_of(*with);
        if (!terms) return refuse(terms.error());
        const auto done =
            store::replace_store(config::store_of(*with).url, *file, real_clock().now_seconds(), terms->policy);
        if (!done) return refuse({done.error()});
        out.print(*file + " is in the place of the store" +
                  (done->former.empty() ? std::string() : "; the former one is " + done->former.string()));
        tell_held(done->now, out);
        return exit_status::ok;
    }

    static exit_status begin_life(const open_store& opened, console& out)
    {
        const auto terms = config::terms_of(opened.with);
        if (!terms) return refuse(terms.error());
        const auto begun = opened.db->write_now([&](soci::session& s) -> parsed<store::life> {
            return {boost::system::in_place_value,
                    store::begin_restored_life(s, real_clock().now_seconds(), terms->policy)};
        });
        if (!begun) return refuse({begun.error()});
        tell_held(*begun, out);
        return exit_status::ok;
    }

    exit_status say_yes(const open_store& opened, console& out) const
    {
        const auto terms = config::terms_of(opened.with);
        if (!terms) return refuse(terms.error());
        const auto done = opened.db->write_now(services::confirm_restore{.by = command_line_actor(*reason),
                                                                         .policy = terms->policy,
                                                                         .gateways = configured_in(opened.with),
                                                                         .without_gateways = without_gateways});
        if (!done) return refuse({done.error()});
        if (done->nothing_waits)
            return refuse({{.what = "nothing waits for this: the store was not restored, or is confirmed",
                            .expected = "offlist restore, which says how things stand"}});
        if (!done->not_read.empty()) {
            return refuse({{.what = "not read since the restore: " + listed(done->not_read),
                            .expected = "the daemon running until it has read them back (offlist restore says so), or "
                                        "--without-gateways where one is gone"}});
        }
        out.print("confirmed: requests to operators, webhooks, delistings and sales go on within seconds");
        return exit_status::ok;
    }

    static exit_status tell(const open_store& opened, console& out)
    {
        std::vector<std::string> to_read;
        const auto now = opened.db->read_now([&](soci::session& s) -> parsed<store::life> {
            to_read = store::not_read_back(s, configured_in(opened.with));
            return {boost::system::in_place_value, store::current_life(s)};
        });
        if (!now) return refuse({now.error()});
        if (now->held()) {
            tell_held(*now, out);
            if (!to_read.empty()) out.print("the daemon has still to read back: " + listed(to_read));
        } else if (now->restored_at)
            out.print("restored at " + timestamp(*now->restored_at) + ", confirmed at " +
                      timestamp(*now->confirmed_at) + " by " + now->confirmed_by + ": " + now->reason);
        else
            out.print("the store was never restored");
        return exit_status::ok;
    }

    static void tell_held(const store::life& now, console& out)
    {
        out.print("it knows what happened until " + timestamp(*now.knows_until) +
                  ", and nothing of the time from then to " + timestamp(*now.restored_at));
        if (now.forgotten > 0)
            out.print(counted(static_cast<std::size_t>(now.forgotten), "delisting", "delistings") +
                      " may have been sent meanwhile: a task for staff each");
        out.print("nothing is sent or sold until: offlist restore --confirm --reason TEXT");
    }
};

}  // namespace

void add_restore(command program)
{
    auto [restore, what] =
        program.add<restore_command>("restore", "puts a backup in the place of the store, and says when it may go on");
    add_store_flags(restore, what.from);
    restore.word("file", what.file, "what offlist backup has made").takes("FILE");
    restore.flag("--restored", what.restored, "a PostgreSQL database was restored just now");
    restore.flag("--confirm", what.confirm, "its books are compared with the gateways: it goes on");
    restore.flag("--without-gateways", what.without_gateways,
                 "with --confirm: a gateway cannot be read any more, and its payments were entered by hand");
    restore.flag("--reason", what.reason, "why, for the audit log").takes("TEXT");
    restore.help(restore_help);
}

}  // namespace offlist::cli
