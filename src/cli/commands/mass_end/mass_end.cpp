// `offlist mass-end`: the group.
#include "cli/commands/mass_end/mass_end.hpp"

#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* mass_end_help =
    R"(Many delistings would end by one cause at once, as when a list is missing from the catalogue: they go on until
somebody says whether they end. end ends them, and the fees go back; keep lets them go on.

Examples:
  offlist mass-end list --state open
  offlist mass-end decide end_2 --as keep --reason "the file of lists was mended")";

}  // namespace

void add_mass_end(command program)
{
    command group =
        program.add_group("mass-end", "many delistings that would end by one cause: list, decide", mass_end_help);
    add_mass_end_list(group);
    add_mass_end_decide(group);
}

}  // namespace offlist::cli
