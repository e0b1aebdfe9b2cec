// `offlist mass-end list`
#include <accounts/account.hpp>
#include <api/json/mass_text.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/delistings/mass_end_table.hpp>

#include "cli/commands/mass_end/mass_end.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct mass_end_list_command {
    config::overrides from;
    std::string state;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        text_table table(
            {{"mass end"}, {"cause"}, {"delistings", align::right}, {"began"}, {"decision"}, {"by"}, {"why"}});
        store::page_request which;
        which.limit = store::longest_page;
        do {
            auto work = [this, which](soci::session& s) { return store::mass_end_page(s, state == "open", which); };
            const auto page = opened->db->read_now(work);
            if (!page) return refuse({page.error()});
            for (const store::mass_end& m : page->items) {
                if (out.json()) {
                    out.print(api::json_of(m).dump());
                    continue;
                }
                table.add({{public_id("end", m.id)},
                           {std::string(to_string(m.cause))},
                           {std::to_string(m.jobs)},
                           {timestamp(m.began)},
                           {m.decision.empty() ? std::string("-") : m.decision},
                           {escaped(m.decided_by)},
                           {escaped(m.reason)}});
            }
            which.cursor = page->next;
        } while (which.cursor);
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_mass_end_list(command& group)
{
    auto [list, what] = group.add<mass_end_list_command>("list", "mass ends, newest first");
    add_store_flags(list, what.from);
    list.flag("--state", what.state, "open (not decided, with delistings that have not ended) or all")
        .one_of({"open", "all"})
        .takes("STATE");
}

}  // namespace offlist::cli
