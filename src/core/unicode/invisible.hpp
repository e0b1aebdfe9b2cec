// invisible.hpp: characters that nobody sees, by name: what copying from a web page, a mail or a spreadsheet leaves
// behind.
//
// Pure; safe from any thread.
#pragma once
#include <cstddef>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offlist {

/// Whether a person sees nothing, or blank space that is no ordinary space, where `c` stands: controls, spaces of other
/// widths, zero-width and bidirectional characters, fillers, variation selectors, tags, the byte order mark.
[[nodiscard]] bool is_invisible(char32_t c) noexcept;

/// `U+00A0 (no-break space)`; for a visible character its number alone.
[[nodiscard]] std::string name_of_character(char32_t c);

/// The first character of `text` with which it would do something where it is shown: a control (C0, DEL, C1: escape
/// sequences begin with one), a line or paragraph separator, or what turns the direction of writing (marks, embeddings,
/// overrides, isolates), so that a name reads as another. With `lines`, tabs and line ends are welcome.
[[nodiscard]] std::optional<char32_t> first_steering(std::string_view text, bool lines) noexcept;
/// Whether `c` is such a character.
[[nodiscard]] bool is_steering(char32_t c) noexcept;

/// What of a text cannot be read as it is meant.
struct unreadable_character {
    char32_t value = 0;     ///< when it is UTF-8
    bool is_utf8 = true;    ///< false: no UTF-8 begins at `at`
    std::size_t at = 0;     ///< octets before it
    std::size_t count = 0;  ///< characters up to it, itself included: what an editor calls its column
};

/// The first character of `text` that is invisible or not UTF-8 (RFC 3629). Joiners (U+200C, U+200D) are passed over:
/// names of some scripts need them (RFC 5892 appendix A).
[[nodiscard]] std::optional<unreadable_character> first_unreadable(std::string_view text) noexcept;

/// Why `text` cannot be read: it holds an unreadable character, which is named with its column, or for what is not
/// UTF-8 the encoding that it seems to be. `columns_before`: characters of the line before `text`.
[[nodiscard]] std::optional<problem> unreadable_fault(std::string_view text, std::size_t columns_before = 0);

}  // namespace offlist
