#include "blocklists/terms_definition.hpp"

#include <array>

#include "core/toml_section.hpp"

namespace offlist {
namespace {

constexpr std::array<std::pair<std::string_view, commercial_use>, 3> uses{
    {{"yes", commercial_use::yes}, {"paid", commercial_use::paid}, {"no", commercial_use::no}}};

}  // namespace

void read_terms(toml_section& in, const std::string& of, const std::string& file, problems& wrong, terms_of_use& into)
{
    const toml::table* const table = in.table("terms");
    if (table == nullptr) return;
    toml_section section(*table, of + ", terms", file, wrong);
    terms_of_use terms;
    if (!section.has("commercial") && !section.has("volume"))
        section.complain("", "neither commercial nor volume is said",
                         R"(commercial = "yes", "paid" or "no", volume = 100000, or no terms: what is not said is)"
                         " not known");
    terms.commercial =
        section.word<commercial_use>("commercial", uses).value_or(commercial_use::unknown);  // "unknown" is no word
    terms.volume = section.integer("volume");
    if (terms.volume && *terms.volume < 1)
        section.complain("volume", "volume is not above 0", "free questions a day, or no volume");
    terms.way = section.text("way").value_or("");
    terms.url = section.text("url").value_or("");
    if (terms.commercial == commercial_use::paid && terms.way.empty())
        section.complain("", "way is missing: what is to be paid for", R"(way = "a key of the operator's service")");
    section.finish();
    into = std::move(terms);
}

}  // namespace offlist
