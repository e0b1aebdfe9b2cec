#include "web/brand.hpp"

#include <nlohmann/json.hpp>

namespace offlist::web {
namespace {

nlohmann::json text_or_null(const std::string& text)
{
    return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text);
}

}  // namespace

std::string css_of(const brand& look)
{
    return look.accent.empty() ? std::string() : ":root { --accent: " + look.accent + "; }\n";
}

std::string json_of(const brand& look)
{
    const nlohmann::json all = {{"name", look.name},
                                {"support_url", text_or_null(look.support_url)},
                                {"terms_url", text_or_null(look.terms_url)}};
    return all.dump();
}

}  // namespace offlist::web
