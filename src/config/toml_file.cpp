#include "config/toml_file.hpp"

#include <core/small_file.hpp>
#include <string>

namespace offlist::config {
namespace {

constexpr std::size_t largest_config = std::size_t{1} << 20;  // octets

}  // namespace

problems read_toml(std::string_view text, const std::filesystem::path& file, const toml_reader& read)
{
    problems wrong;
    try {
        const toml::table root = toml::parse(text, file.string());
        read(root, wrong);
    } catch (const toml::parse_error& error) {
        // config.hpp has told it in more words; the parser's own may hold a secret
        wrong.push_back({"not valid TOML", "", file.string(), static_cast<int>(error.source().begin.line)});
    }
    return wrong;
}

problems read_toml_file(const std::filesystem::path& file, const toml_reader& read)
{
    if (file.empty()) return {};
    const auto text = read_small_file(file, largest_config);
    if (!text) return {text.error()};
    return read_toml(*text, file, read);
}

}  // namespace offlist::config
