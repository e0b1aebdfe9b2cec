// `offlist delisting`: the group, and what its commands share.
#include "cli/commands/delisting/delisting.hpp"

#include <core/quoted.hpp>

#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* delisting_help =
    R"(For staff who live in a terminal: the same jobs as REST serves. cancel works while nothing was sent; the fee goes back.

Examples:
  offlist delisting list --state live
  offlist delisting show del_7 --json
  offlist delisting cancel del_7 --reason "ordered by mistake"
  offlist delisting rates)";

}  // namespace

void add_delisting(command program)
{
    command group = program.add_group("delisting", "paid removals: list, show, cancel, rates", delisting_help);
    add_delisting_list(group);
    add_delisting_show(group);
    add_delisting_cancel(group);
    add_delisting_rates(group);
}

problem no_such_delisting(const std::string& id)
{
    return {.what = "there is no delisting " + quoted(id), .expected = "one that offlist delisting list shows"};
}

}  // namespace offlist::cli
