// `offlist webhook test WEBHOOK`
#include <accounts/account.hpp>
#include <nlohmann/json.hpp>
#include <notify/event.hpp>
#include <services/send_test_event.hpp>
#include <utility>

#include "cli/commands/webhook/webhook.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct webhook_test_command {
    config::overrides from;
    std::string id;

    exit_status run(console& out) const
    {
        const auto number = id_of("whk", id);
        if (!number) return refuse({number.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        services::send_test_event send{
            .webhook = *number, .only_of = std::nullopt, .by = command_line_actor("tested on the command line")};
        const auto sent = opened->db->write_now(std::move(send));
        if (!sent) return refuse({sent.error()});
        if (!*sent) return refuse({no_such_webhook(id)});
        const nlohmann::json shown = {{"id", public_id("evt", **sent)}, {"type", notify::test_kind}};
        if (out.json())
            out.print(shown.dump());
        else
            out.print(public_id("evt", **sent) +
                      " is on its way, once a daemon runs; offlist webhook list shows what came "
                      "of it");
        return exit_status::ok;
    }
};

}  // namespace

void add_webhook_test(command& group)
{
    auto [test, what] = group.add<webhook_test_command>("test", "send it an event of no meaning");
    add_store_flags(test, what.from);
    test.word("id", what.id, "such as whk_12").takes("WEBHOOK");
}

}  // namespace offlist::cli
