// `offlist token revoke TOKEN`
#include <core/quoted.hpp>
#include <store/accounts/token_table.hpp>

#include "cli/all_pages.hpp"
#include "cli/commands/token/token.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct token_revoke_command {
    config::overrides from;
    std::string id;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto number = id_of("tok", id);
        if (!number) return refuse({number.error()});
        const auto by = command_line_actor("revoked on the command line");
        const auto done = awaited(store::token_table(*opened->db).revoke(*number, std::nullopt, by));
        if (!done) return refuse({done.error()});
        if (!*done)
            return refuse(
                {{.what = "there is no token " + quoted(id), .expected = "one that offlist token list shows"}});
        out.print(public_id("tok", *number) + " is revoked; a daemon that knows it already forgets it within a minute");
        return exit_status::ok;
    }
};

}  // namespace

void add_token_revoke(command& group)
{
    auto [revoke, what] = group.add<token_revoke_command>("revoke", "a token that nobody may use again");
    add_store_flags(revoke, what.from);
    revoke.word("id", what.id, "such as tok_12").takes("TOKEN");
}

}  // namespace offlist::cli
