// `offlist account create --name TEXT --email TEXT`
#include <services/accounts/create_account.hpp>

#include "cli/commands/account/account.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct account_create_command {
    config::overrides from;
    std::string name;
    std::string email;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from, store::store_making::makes);
        if (!opened) return refuse(opened.error());
        const auto made = opened->db->write_now(services::create_account{
            .name = name, .email = email, .by = command_line_actor("created on the command line")});
        if (!made) return refuse({made.error()});
        out.print(public_id("acc", made->id));
        return exit_status::ok;
    }
};

}  // namespace

void add_account_create(command& group)
{
    auto [create, what] = group.add<account_create_command>("create", "a new account; prints its id alone");
    add_store_flags(create, what.from);
    create.flag("--name", what.name, "what the customer is called").takes("TEXT").required();
    create.flag("--email", what.email, "where the customer is reached").takes("TEXT").required();
}

}  // namespace offlist::cli
