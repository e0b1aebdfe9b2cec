// `offlist mass-change`: the group.
#include "cli/commands/mass_change/mass_change.hpp"

#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* mass_change_help =
    R"(Much appeared on one list at once, or went from it: kept back until somebody says whether that is true.
release lets it happen, dismiss makes it as if it had never been. A daemon that runs takes it up within a minute.

Examples:
  offlist mass-change list --state open
  offlist mass-change decide mass_3 --as dismiss --reason "their zone was empty for an hour")";

}  // namespace

void add_mass_change(command program)
{
    command group = program.add_group("mass-change", "what appeared or went at once: list, decide", mass_change_help);
    add_mass_change_list(group);
    add_mass_change_decide(group);
}

}  // namespace offlist::cli
