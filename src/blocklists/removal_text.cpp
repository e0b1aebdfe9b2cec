#include "blocklists/removal_text.hpp"

#include <array>
#include <core/quoted.hpp>
#include <utility>

namespace offlist {
namespace {

using member = std::string removal_words::*;
constexpr std::array<std::pair<std::string_view, member>, 5> words{{{"subject", &removal_words::subject},
                                                                    {"blocklist", &removal_words::blocklist},
                                                                    {"evidence", &removal_words::evidence},
                                                                    {"contact", &removal_words::contact},
                                                                    {"reference", &removal_words::reference}}};

member find(std::string_view name)
{
    for (const auto& [word, where] : words)
        if (word == name) return where;
    return nullptr;
}

// Calls `plain` for text between braces' words and `word` for each {word}, in their order.
template <class Plain, class Word>
void walk(std::string_view text, Plain&& plain, Word&& word)
{
    while (!text.empty()) {
        const auto open = text.find('{');
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) break;
        plain(text.substr(0, open));
        word(text.substr(open, close - open + 1));
        text.remove_prefix(close + 1);
    }
    plain(text);
}

std::string_view inside(std::string_view braces)
{
    return braces.substr(1, braces.size() - 2);
}

}  // namespace

std::optional<problem> removal_text_problem(std::string_view text)
{
    constexpr auto expected = "{subject}, {blocklist}, {evidence}, {contact} or {reference}";
    std::optional<problem> wrong;
    walk(
        text,
        [&](std::string_view plain) {
            if (plain.find_first_of("{}") != std::string_view::npos)
                wrong = problem{.what = "a brace without its other one", .expected = expected};
        },
        [&](std::string_view braces) {
            if (find(inside(braces)) == nullptr)
                wrong = problem{.what = offlist::quoted(braces) + " stands for nothing", .expected = expected};
        });
    return wrong;
}

bool has_word(std::string_view text, std::string_view word)
{
    bool found = false;
    walk(
        text, [](std::string_view) {}, [&](std::string_view braces) { found = found || inside(braces) == word; });
    return found;
}

std::string filled_in(std::string_view text, const removal_words& with,
                      const std::function<std::string(const std::string&)>& written)
{
    std::string all;
    walk(
        text, [&](std::string_view plain) { all += plain; },
        [&](std::string_view braces) {
            const member where = find(inside(braces));
            if (where == nullptr)
                all += braces;
            else
                all += written(with.*where);
        });
    return all;
}

}  // namespace offlist
