// `offlist account quota ACCOUNT`
#include <core/quoted.hpp>
#include <services/accounts/set_quota.hpp>
#include <sweep/inventory_size.hpp>

#include "cli/commands/account/account.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

std::optional<std::uint64_t> number_of(const std::optional<int>& given)
{
    return given ? std::optional(static_cast<std::uint64_t>(*given)) : std::nullopt;
}

struct account_quota_command {
    config::overrides from;
    std::string id;
    std::optional<int> subjects;
    std::optional<int> addresses;
    bool usual = false;
    std::string reason;

    exit_status run(console& out) const
    {
        const auto number = id_of("acc", id);
        if (!number) return refuse({number.error()});
        if (usual == (subjects.has_value() || addresses.has_value()))
            return refuse({{.what = "what the quota is to be is not said",
                            .expected = "--subjects N, --addresses N or both; or --usual, for the configured one"}});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const services::set_quota set{.id = *number,
                                      .own = {.subjects = number_of(subjects), .addresses = number_of(addresses)},
                                      .by = command_line_actor(reason)};
        const auto done = opened->db->write_now(set);
        if (!done) return refuse({done.error()});
        if (!*done) return refuse({no_such_account(id)});
        const account_quota most = quota_for((*done)->own, opened->with.service.accounts.usual);
        out.print(public_id("acc", *number) + " may have " + std::to_string(most.subjects) + " subjects and " +
                  std::to_string(most.addresses) + " addresses; it has " + std::to_string((*done)->has.subjects) +
                  " and " + std::to_string((*done)->has.addresses));
        return exit_status::ok;
    }
};

}  // namespace

void add_account_quota(command& group)
{
    auto [quota, what] =
        group.add<account_quota_command>("quota", "how much the customer itself may add; staff is not held to it");
    constexpr int most = most_subjects;
    add_store_flags(quota, what.from);
    quota.word("id", what.id, "such as acc_12").takes("ACCOUNT");
    quota.flag("--subjects", what.subjects, "addresses, ranges and domains; unsaid: the configured number")
        .between(0, most)
        .takes("N");
    quota.flag("--addresses", what.addresses, "what they come to; unsaid: the configured number")
        .between(0, most)
        .takes("N");
    quota.flag("--usual", what.usual, "the configured quota again");
    quota.flag("--reason", what.reason, "for the audit log").takes("TEXT").required();
}

}  // namespace offlist::cli
