// `offlist delisting`: the group, and what its commands share.
#include "cli/commands/delisting/delisting.hpp"

#include <accounts/account.hpp>
#include <core/quoted.hpp>

#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* delisting_help =
    R"(For staff who live in a terminal: the same jobs as REST serves. cancel works while nothing was sent, end
at any state: the fee goes back. put-back is for a claim made by mistake: the request is to be made again.

Examples:
  offlist delisting list --state live
  offlist delisting show del_7 --json
  offlist delisting cancel del_7 --reason "ordered by mistake"
  offlist delisting end del_8 --reason "the operator refused after all"
  offlist delisting rates)";

}  // namespace

void add_delisting(command program)
{
    command group =
        program.add_group("delisting", "paid removals: list, show, cancel, end, put-back, rates", delisting_help);
    add_delisting_list(group);
    add_delisting_show(group);
    add_delisting_cancel(group);
    add_delisting_end(group);
    add_delisting_put_back(group);
    add_delisting_rates(group);
}

problem no_such_delisting(const std::string& id)
{
    return {.what = "there is no delisting " + quoted(id), .expected = "one that offlist delisting list shows"};
}

void print_moved(const services::cancelled_delisting& done, console& out)
{
    const job& now = done.is.what;
    std::string text = public_id("del", now.id) + " is " + std::string(to_string(now.state));
    if (is_last(now.state)) text += now.held_at ? "; " + to_string(now.fee) + " went back" : "; nothing was held";
    out.print(text);
    for (const std::int64_t id : done.started) out.print("with that money " + public_id("del", id) + " starts");
}

}  // namespace offlist::cli
