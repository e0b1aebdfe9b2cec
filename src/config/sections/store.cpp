#include "config/sections/store.hpp"

#include <utility>

#include "config/config_values.hpp"
#include "config/secret.hpp"

namespace offlist::config {

void read_store(toml_section& s, const reading& how, store_config& into)
{
    constexpr std::string_view sqlite = "sqlite:";
    set_number(s, "readers", 1, 16, into.readers);
    const auto text = s.text("url");
    if (!text) return;
    auto url = read_secret(*text, how.directory);
    if (!url) return s.complain("url", "url: " + url.error().what, "the database's URL there");
    // A message never shows the value: a mistyped URL may hold a password all the same.
    if (url->starts_with(sqlite) && url->size() > sqlite.size())
        into.url = std::string(sqlite) + std::filesystem::absolute(how.directory / url->substr(sqlite.size())).string();
    else if (url->starts_with("postgresql://") || url->starts_with("postgres://"))
        into.url = std::move(*url);
    else
        s.complain("url", "url is of no database that is known",
                   R"("sqlite:FILE" or "postgresql://…", or "env:NAME" or "file:PATH" that holds one)");
}

}  // namespace offlist::config
