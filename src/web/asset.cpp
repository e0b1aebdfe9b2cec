#include "web/asset.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace offlist::web {

std::string_view content_type_of(std::string_view path)
{
    static constexpr std::pair<std::string_view, std::string_view> types[] = {{".html", "text/html; charset=utf-8"},
                                                                              {".js", "text/javascript; charset=utf-8"},
                                                                              {".css", "text/css; charset=utf-8"},
                                                                              {".svg", "image/svg+xml"},
                                                                              {".png", "image/png"},
                                                                              {".webp", "image/webp"},
                                                                              {".jpg", "image/jpeg"},
                                                                              {".json", "application/json"}};
    const auto found =
        std::find_if(std::begin(types), std::end(types), [&](const auto& t) { return path.ends_with(t.first); });
    return found == std::end(types) ? "application/octet-stream" : found->second;
}

}  // namespace offlist::web
