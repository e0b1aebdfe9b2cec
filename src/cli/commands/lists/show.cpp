// `offlist lists show ID`
#include "cli/commands/lists/lists.hpp"
#include "cli/refuse.hpp"
#include "cli/report/json_text.hpp"
#include "cli/report/list_card.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct lists_show_command {
    shared_lists_flags flags;
    std::string id;

    exit_status run(console& out) const
    {
        const auto here = load_known_lists(*flags);
        if (!here) return refuse(here.error());
        const catalog& all = here->known.all;
        if (const blocklist* const list = all.find(id)) {
            if (out.json())
                out.print(json_of(*list));
            else
                print_card(*list, state_of(*list, here->with), out);
            return exit_status::ok;
        }
        if (const retired_list* const list = all.find_retired(id)) {
            if (out.json())
                out.print(json_of(*list));
            else
                print_card(*list, out);
            return exit_status::ok;
        }
        return refuse({no_such_list(all, id)});
    }
};

}  // namespace

void add_lists_show(command& lists, const shared_lists_flags& flags)
{
    auto [show, what] =
        lists.add<lists_show_command>("show", "everything about one list, or what became of a retired one");
    what.flags = flags;
    add_catalog_flags(show, flags->from);
    show.output_flags();
    show.word("id", what.id, "the list's id").takes("ID");
}

}  // namespace offlist::cli
