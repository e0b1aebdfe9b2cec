#include "config/webhook_config.hpp"

#include "config/config_values.hpp"
#include "config/toml_file.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t most_webhooks = 1000;
constexpr auto longest_timeout = 60s;

void read_section(toml_section& s, const std::filesystem::path& directory, webhook_config& into)
{
    if (const auto most = number_of(s, "per_account", 1, most_webhooks))
        into.per_account = static_cast<std::size_t>(*most);
    if (const auto timeout = duration_of(s, "timeout", 1s)) {
        into.timeout = *timeout;
        if (*timeout > longest_timeout) s.complain("timeout", "timeout is too long", "at most 60s");
    }
    into.allow_http = s.flag("allow_http").value_or(false);
    into.allow_special_addresses = s.flag("allow_special_addresses").value_or(false);
    if (const auto file = path_of(s, "ca_file", directory)) into.ca_file = file->string();
}

toml_reader reader_of(const std::filesystem::path& file, webhook_config& into)
{
    return [&file, &into](const toml::table& root, problems& wrong) {
        const auto* const table = root["webhooks"].as_table();
        if (table == nullptr) return;
        const std::string name = file.string();
        toml_section s(*table, "[webhooks]", name, wrong);
        read_section(s, file.parent_path(), into);
        s.finish();
    };
}

}  // namespace

loaded<webhook_config> parse_webhooks(std::string_view text, const std::filesystem::path& file)
{
    webhook_config read;
    problems wrong = read_toml(text, file, reader_of(file, read));
    if (!wrong.empty()) return wrong;
    return read;
}

loaded<webhook_config> load_webhooks(const std::filesystem::path& file)
{
    webhook_config read;
    problems wrong = read_toml_file(file, reader_of(file, read));
    if (!wrong.empty()) return wrong;
    return read;
}

}  // namespace offlist::config
