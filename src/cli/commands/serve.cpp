// `offlist serve`
#include <config/service_settings.hpp>
#include <core/clock.hpp>
#include <daemon/service.hpp>
#include <delisting/terms.hpp>
#include <services/payments/sell_in.hpp>
#include <store/engine/database.hpp>
#include <store/file/condition.hpp>
#include <store/restore/lives.hpp>
#include <sweep/budget_file.hpp>
#include <telemetry/log.hpp>
#include <utility>

#include "cli/commands/table.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

constexpr const char* serve_help =
    R"(Runs until SIGTERM or SIGINT: the requests and questions under way are finished within [service] drain (20s unless
said); a second signal ends at once. SIGHUP reads the configuration and the lists again; a broken one is refused in the
log and the old goes on. What it does is told on standard error ([log] format = "text" or "json").

Exit status: 0 stopped by a signal; 3 a configuration, a store or an address that cannot be used.

Examples:
  offlist serve --config /etc/offlist/offlist.toml
  curl http://127.0.0.1:8080/readyz)";

struct serve_command {
    config::overrides from;
    bool accept = false;

    // One that went back is a backup, however it came here: what happened since then must not happen twice.
    static parsed<void> hold_back(store::database& db, const config::service_settings& settings)
    {
        if (!db.went_back()) return {};
        auto begin = [&settings](soci::session& s) -> parsed<store::life> {
            return {boost::system::in_place_value,
                    store::begin_restored_life(s, real_clock().now_seconds(), settings.terms->policy)};
        };
        if (const auto begun = db.write_now(std::move(begin)); !begun) return begun.error();
        return {};
    }

    exit_status run(console& /*out*/) const
    {
        config::overrides by = from;
        if (const auto file = config::configuration_file(from))
            by.config = file->string();  // SIGHUP reads the same again
        else
            return refuse({{.what = "there is no configuration",
                            .expected = "one that --config or $OFFLIST_CONFIG names, ./offlist.toml or "
                                        "/etc/offlist/offlist.toml"}});
        auto settings = config::read_service_settings(by);
        if (!settings) return refuse(settings.error());
        telemetry::start_service_log(settings->with.service.log);
        auto db = store::database::open({.url = settings->store.url,
                                         .readers = settings->with.service.store.readers,
                                         .use = store::store_use::serves,
                                         .accept = accept});
        if (!db) return refuse({db.error()});
        if (!from.config) telemetry::log_warning("the configuration is " + *by.config);
        if ((*db)->is_new()) telemetry::log_warning("a new store was made: " + (*db)->name());
        for (const std::string& note : (*db)->notes()) telemetry::log_warning(note);
        if (auto held = hold_back(**db, *settings); !held) return refuse({held.error()});
        // beside a store without room it cannot be written either: nothing is asked until it can
        const bool no_room = (*db)->condition().full.has_value();
        if (settings->terms->prices && !no_room)
            if (const auto done = (*db)->write_now(services::sell_in{settings->terms->prices->in});
                !done || done->why_not)
                return refuse({done ? *done->why_not : done.error()});
        auto budgets = budget_file::open(settings->budget_file,
                                         no_room ? budget_file::at_start::reads : budget_file::at_start::tries_writing);
        if (!budgets) return refuse({budgets.error()});
        daemon::service service(by, std::move(*settings), std::move(*db), std::move(*budgets));
        const auto ended = service.run();
        return ended ? exit_status::ok : refuse({ended.error()});
    }
};

}  // namespace

void add_serve(command program)
{
    auto [serve, what] =
        program.add<serve_command>("serve", "the daemon: sweeps by a schedule, keeps history, serves REST");
    serve.flag("--config", what.from.config, config_about).takes("FILE");
    add_lists_directory_flag(serve, what.from);
    add_resolver_flags(serve, what.from);
    serve.flag("--accept-store", what.accept,
               "take the SQLite store as it is, also when it is gone, went back or is another one; for one start");
    serve.help(serve_help);
}

}  // namespace offlist::cli
