// `offlist mass-change list`
#include <accounts/account.hpp>
#include <api/json/mass_text.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/monitoring/mass_change_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/mass_change/mass_change.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct mass_change_list_command {
    config::overrides from;
    std::string state;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        store::mass_change_table changes(*opened->db);
        store::mass_change_filter filter;
        if (!state.empty()) filter.state = {state};
        text_table table({{"mass change"},
                          {"blocklist"},
                          {"direction"},
                          {"subjects", align::right},
                          {"accounts", align::right},
                          {"began"},
                          {"state"},
                          {"why"}});
        const auto show = [&](const store::mass_change_record& m) {
            if (out.json()) return out.print(api::json_of(m).dump());
            table.add({{public_id("mass", m.change.id)},
                       {m.change.blocklist},
                       {std::string(to_string(m.change.direction))},
                       {std::to_string(m.change.subjects)},
                       {std::to_string(m.change.accounts)},
                       {timestamp(m.change.began)},
                       {std::string(api::state_of(m))},
                       {escaped(m.reason)}});
        };
        const auto done =
            each_row([&](store::page_request which) { return changes.page(filter, std::move(which)); }, show);
        if (!done) return refuse({done.error()});
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_mass_change_list(command& group)
{
    auto [list, what] = group.add<mass_change_list_command>("list", "mass changes, newest first");
    add_store_flags(list, what.from);
    list.flag("--state", what.state, "open, released or dismissed")
        .one_of({"open", "released", "dismissed"})
        .takes("STATE");
}

}  // namespace offlist::cli
