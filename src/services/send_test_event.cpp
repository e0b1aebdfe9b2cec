#include "services/send_test_event.hpp"

#include <accounts/account.hpp>
#include <store/notices/outbox.hpp>
#include <store/notices/webhook_table.hpp>

namespace offlist::services {

parsed<std::optional<std::int64_t>> send_test_event::operator()(soci::session& s) const
{
    const auto found = store::webhook_table::find(s, webhook);
    if (!found || (only_of && found->account != only_of)) return std::optional<std::int64_t>();
    const std::int64_t event = store::tell_of_test(s, webhook, found->account, by.at);
    store::audit_log::note(s, by, "webhook.test", public_id("whk", webhook));
    return std::optional(event);
}

}  // namespace offlist::services
