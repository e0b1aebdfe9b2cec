// `offlist account destroy ACCOUNT --confirm NAME --reason TEXT`
#include <core/quoted.hpp>
#include <store/accounts/account_table.hpp>

#include "cli/all_pages.hpp"
#include "cli/commands/account/account.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/words.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct account_destroy_command {
    config::overrides from;
    std::string id;
    std::string confirm;
    std::string reason;

    exit_status run(console& out) const
    {
        const auto number = id_of("acc", id);
        if (!number) return refuse({number.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        store::account_table accounts(*opened->db);
        const auto found = awaited(accounts.find(*number));
        if (!found) return refuse({found.error()});
        if (!*found) return refuse({no_such_account(id)});
        if ((*found)->name != confirm)
            return refuse({{.what = "--confirm " + quoted(confirm) + " is not the name of " + public_id("acc", *number),
                            .expected = "its name, as offlist account show tells it"}});
        const auto done = awaited(accounts.destroy_data(*number, command_line_actor(reason)));
        if (!done) return refuse({done.error()});
        const auto many = [](std::int64_t n) { return static_cast<std::uint64_t>(n); };
        out.print("destroyed for good: " + counted(many(done->subjects), "subject", "subjects") + ", " +
                  counted(many(done->listings), "listing", "listings") + " with " +
                  counted(many(done->changes), "change", "changes") + ", " +
                  counted(many(done->tokens), "token", "tokens"));
        return exit_status::ok;
    }
};

}  // namespace

void add_account_destroy(command& group)
{
    auto [destroy, what] =
        group.add<account_destroy_command>("destroy", "remove the data of a terminated account for good");
    add_store_flags(destroy, what.from);
    destroy.word("id", what.id, "such as acc_12").takes("ACCOUNT");
    destroy.flag("--confirm", what.confirm, "the account's name, so that no slip destroys another's data")
        .takes("TEXT")
        .required();
    destroy.flag("--reason", what.reason, "for the audit log").takes("TEXT").required();
}

}  // namespace offlist::cli
