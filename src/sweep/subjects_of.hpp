// subjects_of.hpp: texts of subjects and CIDR ranges as the subjects themselves, up to a bound.
//
// Pure; safe from any thread.
#pragma once
#include <cstddef>
#include <offlist/subject.hpp>
#include <string>
#include <vector>

namespace offlist {

/// In the order of the texts, those of a range as an inventory would hold them; the first `most`. What is no subject is
/// passed over. Special-purpose addresses are taken: whoever stored the texts has decided about them.
[[nodiscard]] std::vector<subject> subjects_of(const std::vector<std::string>& texts, std::size_t most);

}  // namespace offlist
