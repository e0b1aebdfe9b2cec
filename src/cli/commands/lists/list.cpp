// `offlist lists list`, and `offlist lists` alone
#include <algorithm>

#include "cli/commands/lists/lists.hpp"
#include "cli/refuse.hpp"
#include "cli/report/json_text.hpp"
#include "cli/report/list_card.hpp"
#include "cli/report/text_table.hpp"
#include "cli/report/words.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

void print_retired(const catalog& all, console& out)
{
    text_table table({{"id"}, {"since"}, {"zones"}, {"history"}});
    for (const retired_list& list : all.retired()) {
        std::string zones;
        for (const std::string& zone : list.zones) zones += (zones.empty() ? "" : ", ") + zone;
        table.add({{list.id}, {list.since}, {zones}, {list.history}});
    }
    print(table, out);
}

void print_all(const known_here& here, console& out)
{
    const auto& all = here.known.all.lists();
    text_table table({{"id"}, {"subjects"}, {"severity"}, {"state"}, {"removal"}, {"name"}});
    for (const blocklist& list : all)
        table.add({{list.id, list.enabled ? tone::plain : tone::quiet},
                   {subjects_text(list)},
                   {std::string(to_string(list.level))},
                   {state_of(list, here.with), list.enabled ? tone::good : tone::quiet},
                   {std::string(to_string(list.removal.method))},
                   {list.name}});
    print(table, out);
    const auto on = std::count_if(all.begin(), all.end(), [](const blocklist& list) { return list.enabled; });
    out.print("");
    out.print(counted(all.size(), "list", "lists") + ", " + std::to_string(on) + " on; " +
              std::to_string(here.known.all.retired().size()) + " retired ones with --retired; from " +
              here.known.directory.string());
}

struct lists_list_command {
    shared_lists_flags flags;

    exit_status run(console& out) const { return list_lists(*flags, out); }
};

}  // namespace

exit_status list_lists(const lists_flags& flags, console& out)
{
    const auto here = load_known_lists(flags);
    if (!here) return refuse(here.error());
    const catalog& all = here->known.all;
    if (out.json() && flags.retired)
        for (const retired_list& list : all.retired()) out.print(json_of(list));
    else if (out.json())
        for (const blocklist& list : all.lists()) out.print(json_of(list));
    else if (flags.retired)
        print_retired(all, out);
    else
        print_all(*here, out);
    return exit_status::ok;
}

void add_lists_list(command& lists, const shared_lists_flags& flags)
{
    auto [list, what] = lists.add<lists_list_command>("list", "what is known and what is on (also without a word)");
    what.flags = flags;
    add_catalog_flags(list, flags->from);
    list.output_flags();
    add_retired_flag(list, *flags);
}

}  // namespace offlist::cli
