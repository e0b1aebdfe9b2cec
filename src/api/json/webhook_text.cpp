#include "api/json/webhook_text.hpp"

#include <accounts/account.hpp>
#include <nlohmann/json.hpp>

#include "api/answers.hpp"

namespace offlist::api {

nlohmann::json json_of(const store::webhook_record& w)
{
    nlohmann::json shown = {{"id", public_id("whk", w.id)},
                            {"account", id_or_null("acc", w.account)},
                            {"url", w.url},
                            {"events", w.events},
                            {"state", w.off_at ? "off" : "on"},
                            {"created_at", moment(w.created_at)},
                            {"failing_since", moment(w.failing_since)},
                            {"last_try_at", moment(w.last_try_at)},
                            {"last_result", nullptr},
                            {"off_at", moment(w.off_at)},
                            {"off_reason", nullptr}};
    if (w.last_try_at) shown["last_result"] = w.last_said;
    if (w.off_at) shown["off_reason"] = w.off_why;
    return shown;
}

}  // namespace offlist::api
