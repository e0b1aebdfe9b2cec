// `offlist webhook`: the group, and what its commands share.
#include "cli/commands/webhook/webhook.hpp"

#include <core/quoted.hpp>

#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* webhook_help =
    R"(Where customers and staff are told of events. Without --account a webhook is staff's, and hears of all accounts.
create prints the id and the secret, this once; a daemon that runs sends what test asks for.

Examples:
  offlist webhook list
  offlist webhook create --url https://example.org/hooks --event listing.opened --event listing.closed
  offlist webhook test whk_1
  offlist webhook delete whk_1)";

}  // namespace

void add_webhook(command program)
{
    command group = program.add_group("webhook", "who is told of events: list, create, test, delete", webhook_help);
    add_webhook_list(group);
    add_webhook_create(group);
    add_webhook_test(group);
    add_webhook_delete(group);
}

problem no_such_webhook(const std::string& id)
{
    return {.what = "there is no webhook " + quoted(id), .expected = "one that offlist webhook list shows"};
}

}  // namespace offlist::cli
