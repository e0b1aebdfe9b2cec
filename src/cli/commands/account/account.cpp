// `offlist account`: the group, and what its commands share.
#include "cli/commands/account/account.hpp"

#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands/table.hpp"

namespace offlist::cli {
namespace {

constexpr const char* account_help =
    R"(These open the store themselves, beside the daemon if it runs, and write the audit log.

Examples:
  offlist account create --name "Example Ltd" --email ops@example.org
  offlist account list --json
  offlist account quota acc_12 --addresses 262144 --reason "a /14 of its own"
  offlist account terminate acc_12 --reason "left us"
  offlist account destroy acc_12 --confirm "Example Ltd" --reason "asked us to")";

}  // namespace

void add_account(command program)
{
    command group =
        program.add_group("account", "customers: create, list, show, quota, terminate, destroy", account_help);
    add_account_create(group);
    add_account_list(group);
    add_account_show(group);
    add_account_quota(group);
    add_account_terminate(group);
    add_account_destroy(group);
}

std::vector<std::string> words_of_left(const std::string& id, const std::vector<store::account_funds>& left)
{
    std::vector<std::string> lines;
    for (const store::account_funds& f : left) {
        std::string line = "the funds of " + id + " are " + to_string(f.balance);
        if (f.held.cents > 0) line += ", and " + to_string(f.held) + " held for delistings under way";
        if (f.frozen.cents > 0) line += "; " + to_string(f.frozen) + " of it is disputed";
        line += f.balance.cents < 0
                    ? ": it owes that"
                    : "; whoever sends it back records that with POST /v1/accounts/" + id + "/transfers";
        lines.push_back(std::move(line));
    }
    return lines;
}

nlohmann::json json_of(const account& a)
{
    nlohmann::json line{{"id", public_id("acc", a.id)},
                        {"name", a.name},
                        {"email", a.email},
                        {"state", to_string(a.state)},
                        {"created_at", timestamp(a.created_at)}};
    if (a.terminated_at) line["terminated_at"] = timestamp(*a.terminated_at);
    return line;
}

}  // namespace offlist::cli
