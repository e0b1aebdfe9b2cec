#include "config/lists_directory.hpp"

#include <cstdlib>
#include <system_error>
#include <utility>
#include <vector>

namespace offlist::config {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> usual_places()
{
    std::vector<fs::path> places;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (!error) {
        const fs::path above = program.parent_path().parent_path();
        places.push_back(above / "share" / "offlist" / "lists.d");
        places.push_back(above.parent_path() / "lists.d");
    }
#ifdef OFFLIST_LISTS_DIR
    places.emplace_back(OFFLIST_LISTS_DIR);
#endif
    places.emplace_back("lists.d");
    return places;
}

// By name, because a path is made from nearly anything.
parsed<fs::path> found_place(fs::path place)
{
    return {boost::system::in_place_value, std::move(place)};
}

}  // namespace

parsed<fs::path> lists_directory(const std::optional<std::string>& argument, const std::optional<fs::path>& configured)
{
    if (argument) return found_place(*argument);
    if (configured) return found_place(*configured);
    const char* const variable = std::getenv("OFFLIST_LISTS");  // NOLINT(concurrency-mt-unsafe)
    if (variable != nullptr && *variable != '\0') return found_place(variable);
    for (const fs::path& place : usual_places()) {
        std::error_code ignored;
        if (fs::is_directory(place, ignored)) return found_place(place);
    }
    return problem{.what = "there is no directory of list definitions",
                   .expected = "one with --lists DIR, in the configuration, or in $OFFLIST_LISTS"};
}

}  // namespace offlist::config
