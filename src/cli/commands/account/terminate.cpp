// `offlist account terminate ACCOUNT --reason TEXT`
#include <services/accounts/terminate_account.hpp>

#include "cli/commands/account/account.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct account_terminate_command {
    config::overrides from;
    std::string id;
    std::string reason;

    exit_status run(console& out) const
    {
        const auto number = id_of("acc", id);
        if (!number) return refuse({number.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const services::terminate_account terminate{.id = *number, .by = command_line_actor(reason)};
        const auto done = opened->db->write_now(terminate);
        if (!done) return refuse({done.error()});
        if (!done->is) return refuse({no_such_account(id)});
        out.print(public_id("acc", *number) +
                  " is terminated: its tokens are revoked and its subjects no longer watched. "
                  "Its history stays until offlist account destroy.");
        for (const std::string& line : words_of_left(id, done->left)) out.warn(line);
        if (done->open_payments > 0)
            out.warn("payments that were still open: " + std::to_string(done->open_payments) +
                     "; a running offlist serve closes them at their gateways within a minute");
        return exit_status::ok;
    }
};

}  // namespace

void add_account_terminate(command& group)
{
    auto [terminate, what] = group.add<account_terminate_command>(
        "terminate", "stop watching its subjects and refuse its tokens; history stays");
    add_store_flags(terminate, what.from);
    terminate.word("id", what.id, "such as acc_12").takes("ACCOUNT");
    terminate.flag("--reason", what.reason, "for the audit log").takes("TEXT").required();
}

}  // namespace offlist::cli
