// `offlist delisting show DELISTING`
#include <accounts/account.hpp>
#include <api/json/delisting_text.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <delisting/outlook.hpp>
#include <nlohmann/json.hpp>
#include <store/delistings/delisting_reader.hpp>

#include "cli/all_pages.hpp"
#include "cli/commands/delisting/delisting.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

void print_detail(const store::delisting_detail& d, const delisting_policy& rules, console& out)
{
    const job& j = d.of.what;
    out.print(public_id("del", j.id) + "  " + j.subject + " on " + j.blocklist + ", for " +
              public_id("acc", j.account));
    out.print(std::string(to_string(j.state)) + (j.reason.empty() ? "" : ": " + escaped(j.reason)) + "; fee " +
              to_string(j.fee));
    if (d.of.to_pay > 0) out.print("waits for " + to_string(money{d.of.to_pay, j.fee.in}));
    out.print(escaped(outlook_of(j, {.to_pay = d.of.to_pay, .frozen = d.of.frozen}, rules).summary));
    for (const store::job_change& c : d.history)
        out.print("  " + timestamp(c.at) + "  " + (c.from.empty() ? "ordered" : c.from) + " -> " + c.to + "  by " +
                  escaped(c.actor) + (c.note.empty() ? "" : ": " + escaped(c.note)));
    for (const store::job_evidence& e : d.evidence)
        out.print("  " + timestamp(e.at) + "  " + e.kind + "  " + escaped(e.content));
}

struct delisting_show_command {
    config::overrides from;
    std::string id;

    exit_status run(console& out) const
    {
        const auto number = id_of("del", id);
        if (!number) return refuse({number.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto found = awaited(store::delisting_reader(*opened->db).get(*number, std::nullopt));
        if (!found) return refuse({found.error()});
        if (!*found) return refuse({no_such_delisting(id)});
        if (out.json())
            out.print(api::json_of(**found, api::audience_of_text::staff, opened->with.service.delisting).dump());
        else
            print_detail(**found, opened->with.service.delisting, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_delisting_show(command& group)
{
    auto [show, what] = group.add<delisting_show_command>("show", "one, with its history and evidence");
    add_store_flags(show, what.from);
    show.word("id", what.id, "such as del_12").takes("DELISTING");
}

}  // namespace offlist::cli
