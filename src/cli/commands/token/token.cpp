// `offlist token`: the group.
#include "cli/commands/token/token.hpp"

#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* token_help = R"(Only a hash of a token is stored: whoever loses one needs a new one.

Examples:
  offlist token create --role admin --name "my laptop" > admin.token
  offlist token create --role customer --account acc_12 --expires 90d --read-only
  offlist token revoke tok_3)";

}  // namespace

void add_token(command program)
{
    command group = program.add_group("token", "API tokens: create, list, revoke", token_help);
    add_token_create(group);
    add_token_list(group);
    add_token_revoke(group);
}

}  // namespace offlist::cli
