// `offlist payment`: the group.
#include "cli/commands/payment/payment.hpp"

#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* payment_help =
    R"(Payments into accounts' funds, as GET /v1/payments shows them. They are opened over REST alone, by a daemon that
talks to a gateway.

Examples:
  offlist payment list --account acc_12
  offlist payment list --state pending --json
  offlist payment show pay_7)";

}  // namespace

void add_payment(command program)
{
    command group = program.add_group("payment", "payments into accounts' funds: list, show", payment_help);
    add_payment_list(group);
    add_payment_show(group);
}

}  // namespace offlist::cli
