// `offlist listing`: the group.
#include "cli/commands/listing/listing.hpp"

#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* listing_help =
    R"(What stood on which list, when, and by what answers: the same as GET /v1/listings for staff.

Examples:
  offlist listing list --state open --blocklist spamhaus-zen
  offlist listing list --subject 192.0.2.0/24 --account acc_12 --json
  offlist listing show lst_7)";

}  // namespace

void add_listing(command program)
{
    command group =
        program.add_group("listing", "what stands on lists, and what stood there: list, show", listing_help);
    add_listing_list(group);
    add_listing_show(group);
}

}  // namespace offlist::cli
