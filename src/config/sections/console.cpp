#include "config/sections/console.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <core/quoted.hpp>
#include <core/small_file.hpp>
#include <utility>

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

constexpr std::size_t largest_logo = std::size_t{256} * 1024;  // octets
constexpr std::size_t longest_console_name = 60;               // octets
constexpr std::array<std::string_view, 5> pictures{".svg", ".png", ".webp", ".jpg", ".jpeg"};
constexpr double least_contrast = 4.5;  // of text (WCAG 2.2, 1.4.3)

bool is_colour(std::string_view text)
{
    return text.size() == 7 && text.front() == '#' &&
           text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

// Relative luminance, as WCAG 2.2 defines it.
double luminance(const std::string& colour)
{
    const auto part = [&](std::size_t at) {
        const double value = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

double contrast_with_white(const std::string& colour)
{
    return 1.05 / (luminance(colour) + 0.05);
}

void read_logo(toml_section& s, const reading& how, console_config& into)
{
    const auto file = path_of(s, "logo", how.directory);
    if (!file) return;
    if (std::find(pictures.begin(), pictures.end(), file->extension().string()) == pictures.end()) {
        s.complain("logo", "logo: " + quoted(file->string()) + " is no picture", "a file .svg, .png, .webp or .jpg");
        return;
    }
    auto octets = read_small_file(*file, largest_logo);
    if (!octets) {
        s.complain("logo", octets.error());
        return;
    }
    into.logo = std::move(*octets);
    into.logo_name = file->filename().string();
}

void read_accent(toml_section& s, console_config& into)
{
    const auto text = s.text("accent");
    if (!text) return;
    if (!is_colour(*text)) {
        s.complain("accent", "accent: " + quoted(*text) + " is no colour", "#rrggbb, as in \"#1d5fa8\"");
        return;
    }
    if (contrast_with_white(*text) < least_contrast) {
        s.complain("accent", "accent: nobody can read white text on " + quoted(*text),
                   "a darker colour (a contrast of 4.5 to 1)");
        return;
    }
    into.accent = *text;
}

}  // namespace

void read_console(toml_section& s, const reading& how, console_config& into)
{
    if (const auto name = s.text("name")) {
        if (name->empty() || name->size() > longest_console_name)
            s.complain("name", "name is empty or too long",
                       "a name of " + std::to_string(longest_console_name) + " octets at most");
        else
            into.name = *name;
    }
    read_logo(s, how, into);
    read_accent(s, into);
    into.support_url = url_of(s, "support_url");
    into.terms_url = url_of(s, "terms_url");
    into.directory = path_of(s, "directory", how.directory).value_or(std::filesystem::path());
}

}  // namespace offlist::config
