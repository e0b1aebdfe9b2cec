#include "sweep/inventory_reader.hpp"

#include <algorithm>
#include <core/quoted.hpp>
#include <core/special.hpp>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

namespace offlist {
namespace {

constexpr std::size_t chunk_size = std::size_t{256} * 1024;
static_assert(chunk_size > 2 * longest_inventory_line);

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

class reading {
public:
    reading(std::istream& from, std::string file_name, const inventory_options& options)
        : from_(from), file_(std::move(file_name)), options_(options), builder_(options)
    {
    }

    loaded<inventory_report> run();

private:
    bool fill();
    void take_whole_lines(bool last);
    bool take_ip4_line();
    void take_line(std::string_view line);
    void bad_line(problem&& fault);
    [[nodiscard]] problem about_file(std::string what, std::string expected = {}) const;
    [[nodiscard]] int line_number() const
    {
        return static_cast<int>(std::min<std::uint64_t>(lines_, std::numeric_limits<int>::max()));
    }

    std::istream& from_;
    std::string file_;
    inventory_options options_;
    inventory_builder builder_;
    std::vector<char> buffer_ = std::vector<char>(chunk_size);
    std::size_t begin_ = 0;  // what of the buffer is read and not yet taken
    std::size_t end_ = 0;
    bool in_long_line_ = false;  // its problem is told; the rest of it is passed over
    std::uint64_t lines_ = 0;
    problems bad_;
    std::uint64_t bad_lines_ = 0;
};

problem reading::about_file(std::string what, std::string expected) const
{
    return {.what = std::move(what), .expected = std::move(expected), .file = file_};
}

// Moves what is left to the front and reads behind it. False at the end of the stream.
bool reading::fill()
{
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
    from_.read(buffer_.data() + end_, static_cast<std::streamsize>(buffer_.size() - end_));
    end_ += static_cast<std::size_t>(from_.gcount());
    return static_cast<bool>(from_);
}

void reading::bad_line(problem&& fault)
{
    ++bad_lines_;
    if (bad_.size() < most_messages) bad_.push_back(std::move(fault).at(file_, line_number()));
}

// A line that is an ordinary IPv4 address and nothing else: nearly all of a large inventory.
bool reading::take_ip4_line()
{
    const std::string_view rest{buffer_.data() + begin_, end_ - begin_};
    std::uint32_t address = 0;
    std::size_t octets = match_ip4(rest, address);
    if (octets == 0 || special_first_octets()[address >> 24U]) return false;
    if (octets < rest.size() && rest[octets] == '\r') ++octets;
    if (octets >= rest.size() || rest[octets] != '\n') return false;
    begin_ += octets + 1;
    ++lines_;
    builder_.add_ip4(address);
    return true;
}

void reading::take_line(std::string_view line)
{
    ++lines_;
    if (line.size() > longest_inventory_line)
        return bad_line({.what = "the line is longer than " + std::to_string(longest_inventory_line) + " octets",
                         .expected = "one subject a line"});
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto text = trimmed(line.substr(0, line.find('#')));
    if (text.empty()) return;
    if (text.find_first_of(" \t,;") != std::string_view::npos)
        return bad_line({.what = quoted(text) + " is more than one subject",
                         .expected = "one subject a line, and comments after a #"});
    auto added = builder_.add(text, {file_, line_number()});
    if (!added) bad_line(std::move(added).error());
}

// Takes every line that ends within the buffer; with `last` also the one that the stream ends.
void reading::take_whole_lines(bool last)
{
    while (begin_ < end_) {
        if (!in_long_line_ && take_ip4_line()) continue;
        const char* const start = buffer_.data() + begin_;
        const std::size_t available = end_ - begin_;
        const auto* const newline = static_cast<const char*>(std::memchr(start, '\n', available));
        const std::size_t length = newline != nullptr ? static_cast<std::size_t>(newline - start) : available;
        if (newline == nullptr && !last && length <= longest_inventory_line) return;

        if (!in_long_line_) take_line({start, length});
        in_long_line_ = newline == nullptr;
        begin_ += newline != nullptr ? length + 1 : length;
    }
}

loaded<inventory_report> reading::run()
{
    bool more = fill();
    const std::string_view start{buffer_.data(), end_};
    if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff"))
        return problems{about_file("the text is encoded as UTF-16", "UTF-8 or ASCII")};
    if (start.starts_with(utf8_mark)) begin_ = utf8_mark.size();
    for (; more && !builder_.over_limit(); more = fill()) take_whole_lines(false);
    if (from_.bad()) return problems{about_file("the file cannot be read")};
    take_whole_lines(true);

    if (bad_lines_ > bad_.size())
        bad_.push_back(about_file("… and " + std::to_string(bad_lines_ - bad_.size()) + " more bad lines"));
    if (bad_lines_ > 0 && !options_.skip_invalid) return std::move(bad_);
    auto made = std::move(builder_).finish();
    if (!made) return problems{std::move(made).error().at(file_, 0)};
    made->lines = lines_;
    made->skipped = bad_lines_;
    made->skipped_lines = std::move(bad_);
    return std::move(*made);
}

}  // namespace

loaded<inventory_report> read_inventory(std::istream& from, std::string file_name, const inventory_options& options)
{
    return reading{from, std::move(file_name), options}.run();
}

}  // namespace offlist
