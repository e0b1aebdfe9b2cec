// Log lines, whatever stands in them.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <telemetry/log.hpp>

namespace offlist::telemetry {
namespace {

const std::string odd =
    "a\x1b[2J\xc2\x9b"
    "1m\xe2\x80\xae"
    "b\xe2\x81\xa6\xd8\x9c\xff\nc";

std::string logged(config::log_format format)
{
    config::log_config how;
    how.format = format;
    testing::internal::CaptureStderr();
    start_service_log(how);
    log_warning("said " + odd, {{"by", odd}});
    return testing::internal::GetCapturedStderr();
}

TEST(log, steers_no_terminal_and_is_read_from_one_end_alone)
{
    for (const config::log_format format : {config::log_format::text, config::log_format::json}) {
        const std::string line = logged(format);
        EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
        for (const char* character : {"\x1b", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6", "\xd8\x9c", "\xff"})
            EXPECT_EQ(line.find(character), std::string::npos) << line;
    }
    const auto json = nlohmann::json::parse(logged(config::log_format::json));
    EXPECT_EQ(json.at("by"),
              "a\x1b[2J\xc2\x9b"
              "1m\xe2\x80\xae"
              "b\xe2\x81\xa6\xd8\x9c\xef\xbf\xbd\nc")
        << "but nothing is lost";
}

}  // namespace
}  // namespace offlist::telemetry
