#include "notify/event.hpp"

#include <algorithm>
#include <array>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <utility>

namespace offlist::notify {
namespace {

constexpr std::array<event_kind, 11> kinds{{
    {.name = "listing.opened"},
    {.name = "listing.closed"},
    {.name = "delisting.awaiting_funds"},
    {.name = "delisting.held"},
    {.name = "delisting.submitted"},
    {.name = "delisting.succeeded"},
    {.name = "delisting.failed"},
    {.name = "delisting.cancelled"},
    {.name = "blocklist.unhealthy", .staff_only = true},
    {.name = "blocklist.healthy", .staff_only = true},
    {.name = "reconciliation.difference", .staff_only = true},
}};

}  // namespace

std::span<const event_kind> event_kinds()
{
    return kinds;
}

bool wants(const subscription& s, const event& e)
{
    const auto known = std::find_if(kinds.begin(), kinds.end(), [&e](const event_kind& k) { return k.name == e.kind; });
    if (known == kinds.end() || e.id <= s.after) return false;
    if (s.account && (known->staff_only || e.account != s.account)) return false;
    return std::find(s.kinds.begin(), s.kinds.end(), e.kind) != s.kinds.end();
}

std::string message_id(const event& e)
{
    return "evt_" + std::to_string(e.id) + (e.life.empty() ? "" : '.' + e.life);
}

std::string body_of(const event& e)
{
    using json = nlohmann::ordered_json;
    json data = json::parse(e.payload, nullptr, false);
    if (!data.is_object()) data = json{{"object", e.object}};
    if (!e.account_id.empty()) data["account"] = e.account_id;
    const json whole = {{"type", e.kind}, {"timestamp", timestamp(e.at)}, {"data", std::move(data)}};
    return whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace offlist::notify
