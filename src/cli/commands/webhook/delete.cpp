// `offlist webhook delete WEBHOOK`
#include <accounts/account.hpp>
#include <nlohmann/json.hpp>
#include <store/notices/webhook_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/webhook/webhook.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct webhook_delete_command {
    config::overrides from;
    std::string id;

    exit_status run(console& out) const
    {
        const auto number = id_of("whk", id);
        if (!number) return refuse({number.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        store::actor by = command_line_actor("deleted on the command line");
        const auto removed = awaited(store::webhook_table(*opened->db).remove(*number, std::nullopt, std::move(by)));
        if (!removed) return refuse({removed.error()});
        if (!*removed) return refuse({no_such_webhook(id)});
        const nlohmann::json shown = {{"id", public_id("whk", *number)}, {"deleted", true}};
        out.print(out.json() ? shown.dump() : public_id("whk", *number) + " is deleted, and what waited for it too");
        return exit_status::ok;
    }
};

}  // namespace

void add_webhook_delete(command& group)
{
    auto [remove, what] = group.add<webhook_delete_command>("delete", "tell it nothing any more");
    add_store_flags(remove, what.from);
    remove.word("id", what.id, "such as whk_12").takes("WEBHOOK");
}

}  // namespace offlist::cli
