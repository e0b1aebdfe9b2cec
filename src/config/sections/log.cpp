#include "config/sections/log.hpp"

#include <string_view>
#include <utility>

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

constexpr std::pair<std::string_view, log_format> formats[] = {{"text", log_format::text}, {"json", log_format::json}};
constexpr std::pair<std::string_view, log_level> levels[] = {{"error", log_level::error},
                                                             {"warning", log_level::warning},
                                                             {"info", log_level::info},
                                                             {"debug", log_level::debug}};

}  // namespace

void read_log(toml_section& s, const reading&, log_config& into)
{
    into.format = s.word<log_format>("format", formats).value_or(into.format);
    into.level = s.word<log_level>("level", levels).value_or(into.level);
}

}  // namespace offlist::config
