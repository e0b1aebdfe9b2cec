#include "sweep/reading/inventory_text.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace offlist {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t raw_size = std::size_t{64} * 1024;

struct beginning {
    std::string_view octets;
    std::string_view name;
};

// Longer marks first: that of UTF-32 begins with that of UTF-16.
constexpr std::array<beginning, 4> byte_order_marks{{{"\xff\xfe\0\0"sv, "UTF-32LE"},
                                                     {"\0\0\xfe\xff"sv, "UTF-32BE"},
                                                     {"\xff\xfe"sv, "UTF-16LE"},
                                                     {"\xfe\xff"sv, "UTF-16BE"}}};

constexpr std::array<beginning, 7> formats{
    {{"\x1f\x8b"sv, "compressed by gzip"},
     {"\xfd"
      "7zXZ\0"sv,
      "compressed by xz"},
     {"\x28\xb5\x2f\xfd"sv, "compressed by zstd"},
     {"BZh"sv, "compressed by bzip2"},
     {"PK\x03\x04"sv, "a ZIP archive, as spreadsheets of Excel and LibreOffice are"},
     {"\xd0\xcf\x11\xe0"sv, "a document of an old Office"},
     {"%PDF"sv, "a PDF"}}};

template <std::size_t N>
std::string_view name_by(const std::array<beginning, N>& known, std::string_view text)
{
    const auto found =
        std::find_if(known.begin(), known.end(), [text](const beginning& b) { return text.starts_with(b.octets); });
    return found != known.end() ? found->name : std::string_view();
}

// Without a mark: two characters that are ASCII, each with its zero octets.
std::string_view encoding_by_zeros(std::string_view text)
{
    if (text.size() < 4) return {};
    const auto has = [text](std::size_t at) { return text[at] != 0; };
    const auto are = [&has](bool a, bool b, bool c, bool d) {
        return has(0) == a && has(1) == b && has(2) == c && has(3) == d;
    };
    if (are(true, false, true, false)) return "UTF-16LE";
    if (are(false, true, false, true)) return "UTF-16BE";
    if (are(true, false, false, false)) return "UTF-32LE";
    if (are(false, false, false, true)) return "UTF-32BE";
    return {};
}

}  // namespace

void inventory_text::converter_close::operator()(void* converter) const noexcept
{
    ::iconv_close(converter);
}

problem inventory_text::broken(const std::string& why) const
{
    return {.what = "the text is encoded as " + encoding_ + " and " + why, .expected = "UTF-8"};
}

// Moves what is left to the front and reads behind it.
void inventory_text::refill()
{
    raw_.erase(raw_.begin(), raw_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
    const std::size_t had = raw_.size();
    raw_.resize(raw_size);
    from_.read(raw_.data() + had, static_cast<std::streamsize>(raw_size - had));
    raw_.resize(had + static_cast<std::size_t>(from_.gcount()));
}

parsed<void> inventory_text::open()
{
    opened_ = true;
    refill();
    const std::string_view start{raw_.data(), raw_.size()};
    if (const auto format = name_by(formats, start); !format.empty())
        return problem{.what = "the file is " + std::string(format), .expected = "the text in it"};
    encoding_ = name_by(byte_order_marks, start);
    if (encoding_.empty()) encoding_ = encoding_by_zeros(start);
    if (encoding_.empty()) return {};
    iconv_t made = ::iconv_open("UTF-8", encoding_.c_str());
    if (made == reinterpret_cast<iconv_t>(-1)) return broken("this system cannot convert it");
    converter_.reset(made);
    return {};
}

parsed<std::size_t> inventory_text::read(char* to, std::size_t size)
{
    if (!opened_)
        if (auto opened = open(); !opened) return std::move(opened).error();
    std::size_t count = 0;
    if (converter_) {
        auto made = converted(to, size);
        if (!made) return made;
        count = *made;
    } else if (begin_ < raw_.size()) {
        count = std::min(size, raw_.size() - begin_);
        std::copy_n(raw_.begin() + static_cast<std::ptrdiff_t>(begin_), count, to);
        begin_ += count;
    } else if (from_) {
        from_.read(to, static_cast<std::streamsize>(size));
        count = static_cast<std::size_t>(from_.gcount());
    }
    if (from_.bad()) return problem{.what = "the file cannot be read"};
    return count;
}

parsed<std::size_t> inventory_text::converted(char* to, std::size_t size)
{
    char* out = to;
    std::size_t room = size;
    while (room == size) {
        if (raw_.size() - begin_ < 4 && from_) refill();
        if (begin_ == raw_.size()) break;
        char* in = raw_.data() + begin_;
        std::size_t left = raw_.size() - begin_;
        const std::size_t result = ::iconv(converter_.get(), &in, &left, &out, &room);
        const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
        begin_ = raw_.size() - left;
        if (error == EILSEQ) return broken("holds what is no character of it");
        if (error == EINVAL && !from_) return broken("ends in the middle of a character");
    }
    return size - room;
}

}  // namespace offlist
