#include "config/sections/company.hpp"

#include <core/toml_section.hpp>
#include <core/utf8.hpp>

#include "config/config_values.hpp"

namespace offlist::config {

void read_company(toml_section& s, const reading&, std::optional<seller>& into)
{
    constexpr std::size_t longest_company_text = 1000;  // octets
    seller who;
    const auto read = [&s](std::string_view key, std::string_view example, std::string& text) {
        text = s.required_text(key, example);
        if (text.size() > longest_company_text)
            s.complain(key, std::string(key) + " is too long",
                       std::to_string(longest_company_text) + " octets at most");
    };
    read("name", "Example Hosting GmbH", who.name);
    read("address", "1 Example Street, 12345 Example", who.address);
    read("tax_id", "VAT DE123456789", who.tax_id);
    into = std::move(who);
}

}  // namespace offlist::config
