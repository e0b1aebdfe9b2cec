// `offlist lists`: the group, and what its commands share.
#include "cli/commands/lists/lists.hpp"

#include <algorithm>
#include <core/nearest.hpp>
#include <core/quoted.hpp>
#include <utility>
#include <vector>

#include "cli/commands/table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

constexpr const char* lists_help =
    R"(Exit status of lists test: 0 all healthy, 2 some not, 3 none could be asked. Of the others: 0, or 3 for wrong use.

Examples:
  offlist lists
  offlist lists show spamhaus-zen
  offlist lists test --resolver 127.0.0.1
  offlist lists explain spamhaus-zen 127.0.0.4 127.255.255.254)";

}  // namespace

void add_lists(command program)
{
    const auto flags = std::make_shared<lists_flags>();
    command lists = program.add("lists", "the catalog of blocklists: list, show, test, explain",
                                [flags](console& out) { return list_lists(*flags, out); });
    add_catalog_flags(lists, flags->from);
    lists.output_flags();
    add_retired_flag(lists, *flags);
    lists.help(lists_help);
    add_lists_list(lists, flags);
    add_lists_show(lists, flags);
    add_lists_test(lists, flags);
    add_lists_explain(lists, flags);
}

void add_retired_flag(command& to, lists_flags& into)
{
    to.flag("--retired", into.retired, "show the lists that have closed");
}

loaded<known_here> load_known_lists(const lists_flags& flags)
{
    auto with = config::read_configuration_if_allowed(flags.from);
    if (!with) return with.error();
    auto known = config::load_lists(flags.from, *with);
    if (!known) return known.error();
    known_here here;
    here.with = std::move(*with);
    here.known = std::move(*known);
    return here;
}

problem no_such_list(const catalog& all, const std::string& id)
{
    std::vector<std::string_view> ids;
    for (const blocklist& list : all.lists()) ids.emplace_back(list.id);
    for (const retired_list& list : all.retired()) ids.emplace_back(list.id);
    const std::string near = nearest(id, ids);
    return {.what = "no blocklist is called " + quoted(id),
            .expected = near.empty() ? "an id that `offlist lists` shows" : quoted(near)};
}

std::string state_of(const blocklist& list, const config::configuration& with)
{
    if (list.enabled) return "on";
    const auto& off = with.lists.disable;
    if (std::find(off.begin(), off.end(), list.id) != off.end()) return "off: by the configuration";
    if (list.needs_key() && list.query_zone().empty()) return "off: needs a key";
    if (!list.setup.empty()) return "off: needs a registration";
    return "off";
}

}  // namespace offlist::cli
