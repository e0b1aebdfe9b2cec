#include "sweep/subjects_of.hpp"

#include <utility>

#include "sweep/inventory_builder.hpp"

namespace offlist {

std::vector<subject> subjects_of(const std::vector<std::string>& texts, std::size_t most)
{
    std::vector<subject> all;
    for (const std::string& text : texts) {
        if (all.size() >= most) break;
        if (auto one = parse_subject(text, special_addresses::allow)) {
            all.push_back(std::move(*one));
            continue;
        }
        inventory_builder range({.special = special_addresses::allow});
        if (!range.add(text)) continue;
        const auto built = std::move(range).finish();
        if (!built) continue;
        inventory::cursor walk = built->subjects.walk({true, true, true});
        for (inventory_item item; all.size() < most && walk.next(item);) all.push_back(to_subject(item));
    }
    return all;
}

}  // namespace offlist
