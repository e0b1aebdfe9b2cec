#include "http/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/assert.hpp>
#include <new>
#include <optional>

namespace offlist::http {
namespace {

/// Below zlib's default of 6: the thread has other clients, and on text the higher levels save little for their time.
constexpr int level = 3;
constexpr int gzip_window = 15 + 16;  ///< 32 KiB, and 16 for the gzip format (deflateInit2 in zlib.h)
constexpr int memory_level = 8;
/// Short enough that nobody else on the thread notices.
constexpr std::size_t slice_octets = std::size_t{64} * 1024;

class deflater {
public:
    deflater()
    {
        if (deflateInit2(&stream_, level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc();  // the only way in which constant arguments can fail
    }
    ~deflater() { deflateEnd(&stream_); }
    deflater(const deflater&) = delete;
    deflater& operator=(const deflater&) = delete;

    std::size_t bound(std::size_t octets) { return deflateBound(&stream_, octets); }

    /// Compresses `slice` behind what is in `to`, which has room for all that can come.
    void add(std::string_view slice, bool last, std::string& to, std::size_t& used)
    {
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(slice.data()));  // zlib's C does not say const
        stream_.avail_in = static_cast<uInt>(slice.size());
        stream_.next_out = reinterpret_cast<Bytef*>(to.data() + used);
        stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(to.size() - used, 2 * slice_octets + memory_slack));
        const uInt room = stream_.avail_out;
        [[maybe_unused]] const int done = deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
        BOOST_ASSERT(stream_.avail_in == 0 && done == (last ? Z_STREAM_END : Z_OK));
        used += room - stream_.avail_out;
    }

private:
    static constexpr std::size_t memory_slack = std::size_t{512} * 1024;  ///< more than deflate can hold back
    z_stream stream_{};
};

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string_view next_part(std::string_view& text, char separator)
{
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(part);
}

bool same_word(std::string_view text, std::string_view lower)
{
    return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

/// `q=0.5` is above 0, `q=0` and `q=0.000` are not; neither is what is no weight (RFC 9110 section 12.4.2).
bool weight_above_zero(std::string_view parameters)
{
    while (!parameters.empty()) {
        std::string_view one = next_part(parameters, ';');
        const std::string_view name = next_part(one, '=');
        if (!same_word(name, "q")) continue;
        const bool form = !one.empty() && one.size() <= 5 && (one[0] == '0' || one[0] == '1') &&
                          (one.size() == 1 || one[1] == '.') &&
                          std::all_of(one.begin() + std::min<std::ptrdiff_t>(2, std::ssize(one)), one.end(),
                                      [](char c) { return c >= '0' && c <= '9'; });
        return form && one.find_first_of("123456789") != std::string_view::npos;
    }
    return true;  // no weight is 1
}

}  // namespace

bool accepts_coding(std::string_view accept_encoding, std::string_view coding)
{
    std::optional<bool> named;
    bool any = false;
    while (!accept_encoding.empty()) {
        std::string_view one = next_part(accept_encoding, ',');
        const std::string_view name = next_part(one, ';');
        if (same_word(name, coding) || (coding == "gzip" && same_word(name, "x-gzip")))
            named = named.value_or(false) || weight_above_zero(one);
        else if (name == "*")
            any = weight_above_zero(one);
    }
    return named.value_or(any);
}

bool accepts_gzip(std::string_view accept_encoding)
{
    return accepts_coding(accept_encoding, "gzip");
}

bool names_media_type(std::string_view accept, std::string_view media_type)
{
    while (!accept.empty()) {
        std::string_view one = next_part(accept, ',');
        if (same_word(next_part(one, ';'), media_type)) return weight_above_zero(one);
    }
    return false;
}

bool worth_compressing(std::string_view content_type)
{
    const std::string_view type = next_part(content_type, ';');
    return type.starts_with("text/") || type.ends_with("/json") || type.ends_with("+json") ||
           type == "application/yaml" || type == "application/openmetrics-text";
}

boost::asio::awaitable<std::string> gzip(std::string_view text)
{
    deflater work;
    std::string packed(work.bound(text.size()), '\0');
    std::size_t used = 0;
    while (true) {
        const std::string_view slice = text.substr(0, slice_octets);
        text.remove_prefix(slice.size());
        work.add(slice, text.empty(), packed, used);
        if (text.empty()) break;
        co_await boost::asio::post(boost::asio::use_awaitable);
    }
    packed.resize(used);
    co_return packed;
}

}  // namespace offlist::http
