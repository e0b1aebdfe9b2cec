#include "telemetry/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <core/quoted.hpp>
#include <core/unicode/invisible.hpp>
#include <core/utf8.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "telemetry/wrapped.hpp"

namespace offlist::telemetry {
namespace {

constexpr std::string_view logger_name = "offlist";
// spdlog fills in the time (UTC) and the level; what stands behind is made below, escaped.
constexpr const char* text_pattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
constexpr const char* json_pattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)";

constexpr std::string_view person_prefix = "offlist: ";
constexpr std::size_t person_hanging = 2;

std::atomic<config::log_format> format = config::log_format::text;
std::atomic<bool> for_a_person = false;

spdlog::level::level_enum level_of(config::log_level l)
{
    switch (l) {
        case config::log_level::error:
            return spdlog::level::err;
        case config::log_level::warning:
            return spdlog::level::warn;
        case config::log_level::info:
            return spdlog::level::info;
        case config::log_level::debug:
            return spdlog::level::debug;
    }
    return spdlog::level::info;
}

bool plain(std::string_view value)
{
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
        return c > ' ' && c < '\x7f' && c != '"' && c != '=' && c != '\\';
    });
}

// What somebody sent us must neither begin a line of its own nor steer a terminal, nor be read from the other end.
std::string on_one_line(std::string_view text)
{
    std::string line;
    while (!text.empty()) {
        const code_point c = first_code_point(text);
        if (c.valid && !is_steering(c.value))
            line += text.substr(0, c.octets);
        else
            line += c.valid ? " " : "\uFFFD";
        text.remove_prefix(c.octets);
    }
    return line;
}

std::string as_text(std::string_view text, log_fields more)
{
    std::string line = on_one_line(text);
    for (const auto& [name, value] : more) {
        line += ' ';
        line += name;
        line += '=';
        line += plain(value) ? std::string(value) : quoted(value);
    }
    return line;
}

std::string dumped(std::string_view text)
{
    // Octets that are no UTF-8 become U+FFFD: the line must be JSON whatever somebody sent us. All that is not ASCII is
    // written by its number, for terminals obey C1 controls and turn what stands behind a bidirectional override.
    return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string as_json(std::string_view text, log_fields more)
{
    std::string line = "\"message\":" + dumped(text);
    for (const auto& [name, value] : more) line += ',' + dumped(name) + ':' + dumped(value);
    return line + '}';
}

// What stands on a terminal before the text: "offlist: warning: ".
std::size_t width_before(spdlog::level::level_enum level)
{
    return person_prefix.size() + spdlog::level::to_string_view(level).size() + 2;
}

void write(spdlog::level::level_enum level, std::string_view text, log_fields more)
{
    spdlog::logger* const to = spdlog::default_logger_raw();
    if (!to->should_log(level)) return;
    std::string line = format == config::log_format::json ? as_json(text, more) : as_text(text, more);
    if (for_a_person)
        line = wrapped(line,
                       {.width = columns_of(STDERR_FILENO), .hanging = person_hanging, .before = width_before(level)});
    to->log(level, "{}", line);
}

void install(std::shared_ptr<spdlog::logger> logger, spdlog::level::level_enum level)
{
    logger->set_level(level);
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
}

std::shared_ptr<spdlog::logger> make_logger()
{
    return std::make_shared<spdlog::logger>(std::string(logger_name),
                                            std::make_shared<spdlog::sinks::stderr_sink_mt>());
}

}  // namespace

void start_log(bool verbose)
{
    format = config::log_format::text;
    for_a_person = true;
    auto logger = make_logger();
    logger->set_pattern(std::string(person_prefix) + "%l: %v");
    install(std::move(logger), verbose ? spdlog::level::info : spdlog::level::warn);
}

void start_service_log(const config::log_config& how)
{
    for_a_person = false;
    auto logger = make_logger();
    logger->set_pattern(how.format == config::log_format::json ? json_pattern : text_pattern,
                        spdlog::pattern_time_type::utc);
    format = how.format;
    install(std::move(logger), level_of(how.level));
}

void log_error(std::string_view text, log_fields more)
{
    write(spdlog::level::err, text, more);
}

void log_warning(std::string_view text, log_fields more)
{
    write(spdlog::level::warn, text, more);
}

void log_detail(std::string_view text, log_fields more)
{
    write(spdlog::level::info, text, more);
}

void log_debug(std::string_view text, log_fields more)
{
    write(spdlog::level::debug, text, more);
}

void log_problems(const problems& all)
{
    for (const problem& p : all) log_error(p.to_string());
}

}  // namespace offlist::telemetry
