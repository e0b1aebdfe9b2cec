// `offlist delisting rates`
#include <api/json/delisting_text.hpp>
#include <nlohmann/json.hpp>
#include <services/relisting_rates.hpp>

#include "cli/all_pages.hpp"
#include "cli/commands/delisting/delisting.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct delisting_rates_command {
    config::overrides from;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto all = awaited(services::relisting_rates(*opened->db));
        if (!all) return refuse({all.error()});
        text_table table({{"blocklist"}, {"succeeded", align::right}, {"listed again", align::right}});
        for (const services::relistings& r : *all)
            if (out.json())
                out.print(api::json_of(r).dump());
            else
                table.add({{r.blocklist}, {std::to_string(r.succeeded)}, {std::to_string(r.relisted)}});
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_delisting_rates(command& group)
{
    auto [rates, what] =
        group.add<delisting_rates_command>("rates", "how often each list lists again what it had removed");
    add_store_flags(rates, what.from);
}

}  // namespace offlist::cli
