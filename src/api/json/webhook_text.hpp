// webhook_text.hpp: webhooks as JSON, without their secrets.
//
// Pure; safe from any thread.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <store/notices/webhook_table.hpp>

namespace offlist::api {

[[nodiscard]] nlohmann::json json_of(const store::webhook_record& w);

}  // namespace offlist::api
