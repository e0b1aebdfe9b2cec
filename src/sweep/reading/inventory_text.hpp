// inventory_text.hpp: the octets of an inventory as UTF-8, whatever they were encoded as.
//
// Blocks while it reads; belongs to one thread.
#pragma once
#include <cstddef>
#include <istream>
#include <memory>
#include <offlist/problem.hpp>
#include <string>
#include <vector>

namespace offlist {

/// UTF-16 and UTF-32, which Windows writes, become UTF-8, told by their byte order mark or by the zero octets of their
/// first characters. Anything else passes as it is: whether it is UTF-8 is asked of what is read as a subject, because
/// comments may be anything.
class inventory_text {
public:
    explicit inventory_text(std::istream& from) : from_(from) {}

    /// Up to `size` octets to `to`; none at the end. `size` is at least 16. Problems, without a file or line: the
    /// stream cannot be read; the first octets are those of a compressed file or a document; broken UTF-16 or UTF-32.
    [[nodiscard]] parsed<std::size_t> read(char* to, std::size_t size);

private:
    struct converter_close {
        void operator()(void* converter) const noexcept;
    };

    parsed<void> open();
    void refill();
    parsed<std::size_t> converted(char* to, std::size_t size);
    [[nodiscard]] problem broken(const std::string& why) const;

    std::istream& from_;
    bool opened_ = false;
    std::vector<char> raw_;  // read of the stream, from begin_ on not yet given
    std::size_t begin_ = 0;
    std::string encoding_;  // empty: passed as it is
    std::unique_ptr<void, converter_close> converter_;
};

}  // namespace offlist
