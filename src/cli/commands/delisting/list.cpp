// `offlist delisting list`
#include <accounts/account.hpp>
#include <api/json/delisting_text.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/delisting/delisting.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct delisting_list_command {
    config::overrides from;
    std::optional<std::string> account;
    std::string state;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto of = account_filter(*opened->db, account);
        if (!of) return refuse({of.error()});
        store::delisting_filter filter;
        filter.account = *of;
        filter.live_only = state == "live";
        if (const auto one = parse_job_state(state)) filter.state = {*one};
        store::delisting_reader delistings(*opened->db);
        text_table table({{"delisting"},
                          {"account"},
                          {"subject"},
                          {"blocklist"},
                          {"state"},
                          {"fee", align::right},
                          {"ordered"},
                          {"why"}});
        const auto show = [&](const store::delisting_record& d) {
            if (out.json())
                return out.print(api::json_of(d, api::audience_of_text::staff, opened->with.service.delisting).dump());
            const job& j = d.what;
            table.add({{public_id("del", j.id)},
                       {public_id("acc", j.account)},
                       {j.subject},
                       {j.blocklist},
                       {std::string(to_string(j.state))},
                       {to_string(j.fee)},
                       {timestamp(j.created_at)},
                       {escaped(j.reason)}});
        };
        const auto done =
            each_row([&](store::page_request which) { return delistings.page(filter, std::move(which)); }, show);
        if (!done) return refuse({done.error()});
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_delisting_list(command& group)
{
    auto [list, what] = group.add<delisting_list_command>("list", "delistings, newest first");
    add_store_flags(list, what.from);
    add_account_flag(list, what.account, "those of this account only");
    list.flag("--state", what.state, "live (all that have not ended), or one state")
        .one_of({"live", "awaiting_funds", "held", "submitting", "submitted", "uncertain", "verifying", "succeeded",
                 "failed", "cancelled"})
        .takes("STATE");
}

}  // namespace offlist::cli
