// `offlist person`: the group.
#include "cli/commands/person/person.hpp"
#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* person_help = R"(People sign in at the service with links that open once: mailed, or printed here.

Examples:
  offlist person invite --email admin@example.org --role admin
  offlist person invite --email jane@example.org --role owner --account acc_12
  offlist person link admin@example.org
  offlist person remove jane@example.org --account acc_12)";

}  // namespace

void add_person(command program)
{
    command group =
        program.add_group("person", "people who sign in: invite, link, list, remove, sign out", person_help);
    add_person_invite(group);
    add_person_link(group);
    add_person_list(group);
    add_person_remove(group);
    add_person_sign_out(group);
}

}  // namespace offlist::cli
