// paint.hpp: colours, where the reader has a terminal that wants them.
//
// Values and pure functions; safe from any thread as long as nobody changes the environment.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace offlist::cli {

/// --color.
enum class color_choice : std::uint8_t { automatic, always, never };

enum class tone : std::uint8_t { plain, alarm, good, doubt, quiet, strong };

class paint {
public:
    paint() = default;
    explicit paint(bool on) : on_(on) {}
    [[nodiscard]] std::string operator()(tone how, std::string_view text) const;
    [[nodiscard]] bool on() const { return on_; }

private:
    bool on_ = false;
};

/// Whether to colour what goes to the file descriptor: as said, else on a terminal unless NO_COLOR is set
/// (no-color.org) or TERM is dumb.
[[nodiscard]] bool wants_color(color_choice choice, int descriptor);

/// Whether a line on the file descriptor can be drawn again: a terminal that is not dumb.
[[nodiscard]] bool is_live(int descriptor);

}  // namespace offlist::cli
