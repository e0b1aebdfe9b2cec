#include "core/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/ascii.hpp"

namespace offlist {
namespace {

// Names and keys are short; anything longer is no misspelling of one, and must not cost time.
constexpr std::size_t longest_word = 128;

// Damerau-Levenshtein distance (optimal string alignment) with three rows. The length difference is a lower bound.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = ascii_lower(a[i - 1]) == ascii_lower(b[j - 1]);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
            const bool swapped = i > 1 && j > 1 && ascii_lower(a[i - 1]) == ascii_lower(b[j - 2]) &&
                                 ascii_lower(a[i - 2]) == ascii_lower(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string_view> candidates)
{
    if (word.empty() || word.size() > longest_word) return {};
    std::string_view best;
    std::size_t best_distance = longest_word;
    for (const auto candidate : candidates) {
        if (candidate.empty() || candidate.size() > longest_word) continue;
        const std::size_t allowed = std::max<std::size_t>(1, std::max(word.size(), candidate.size()) / 3);
        const auto difference = std::max(word.size(), candidate.size()) - std::min(word.size(), candidate.size());
        if (difference > allowed || difference >= best_distance) continue;
        const std::size_t d = distance(word, candidate);
        if (d > allowed || d >= best_distance) continue;
        best = candidate;
        best_distance = d;
    }
    return std::string(best);
}

}  // namespace offlist
