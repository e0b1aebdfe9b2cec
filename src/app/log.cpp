#include "app/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace offlist::app {

void start_log(bool verbose)
{
    auto logger = std::make_shared<spdlog::logger>("offlist", std::make_shared<spdlog::sinks::stderr_sink_st>());
    logger->set_pattern("offlist: %l: %v");
    logger->set_level(verbose ? spdlog::level::info : spdlog::level::warn);
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

void log_error(std::string_view text)
{
    spdlog::default_logger_raw()->error("{}", text);
}

void log_warning(std::string_view text)
{
    spdlog::default_logger_raw()->warn("{}", text);
}

void log_detail(std::string_view text)
{
    spdlog::default_logger_raw()->info("{}", text);
}

void log_problems(const problems& all)
{
    for (const problem& p : all) log_error(p.to_string());
}

}  // namespace offlist::app
