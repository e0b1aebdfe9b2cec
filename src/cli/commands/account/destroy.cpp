// `offlist account destroy ACCOUNT --confirm NAME --reason TEXT`
#include <core/quoted.hpp>
#include <services/accounts/destroy_account.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/account/account.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/words.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

void tell(const store::destruction_report& gone, console& out)
{
    const auto many = [](std::int64_t n) { return static_cast<std::uint64_t>(n); };
    out.print("destroyed for good: " + counted(many(gone.subjects), "subject", "subjects") + ", " +
              counted(many(gone.listings), "listing", "listings") + " with " +
              counted(many(gone.changes), "change", "changes") + ", " + counted(many(gone.tokens), "token", "tokens"));
}

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
        services::destroy_account wanted{.id = *number, .confirm = confirm, .by = command_line_actor(reason)};
        const auto done = awaited(services::destroy_for_good(*opened->db, std::move(wanted)));
        if (!done) return refuse({done.error()});
        if (done->what != services::destroying::done) return refuse({refusal(done->what)});
        tell(done->gone, out);
        for (const std::string& line : words_of_left(id, done->left)) out.warn(line);
        return exit_status::ok;
    }

    [[nodiscard]] problem refusal(services::destroying why) const
    {
        switch (why) {
            case services::destroying::still_active:
                return {.what = "the account " + id + " is active; nothing was destroyed",
                        .expected = "an account that was terminated before"};
            case services::destroying::not_confirmed:
                return {.what = "--confirm " + quoted(confirm) + " is not the name of " + id,
                        .expected = "its name, as offlist account show tells it"};
            case services::destroying::no_such_account:
            case services::destroying::done:
                break;
        }
        return no_such_account(id);
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
