// Requests as octets: whatever comes, it is refused or becomes a request, and the same one however the octets are cut.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "http/head_syntax.hpp"
#include "http/request_reader.hpp"

namespace {

using namespace offlist::http;

constexpr std::size_t most_octets = 1000;  // of a body

// Not assert(): the corpus is also run by builds without assertions.
void must(bool holds)
{
    if (!holds) std::abort();
}

struct outcome {
    unsigned refused = 0;  ///< its status
    bool complete = false;
    request head;
    std::string body;
    std::size_t left = 0;  ///< octets of what comes next
};

// As a connection reads: the head whole, then the body in pieces.
std::optional<outcome> read(std::string_view octets, std::size_t piece)
{
    head_end end;
    if (end.look(octets) != head_end::found::end) return std::nullopt;
    outcome got;
    request_reader reader(most_octets);
    if (const auto wrong = reader.head(octets.substr(0, end.size()))) {
        must(wrong->status >= 400 && wrong->status < 600);
        got.refused = wrong->status;
        return got;
    }
    got.head = reader.take_head();
    must(got.head.path == "*" || got.head.path.starts_with('/'));
    std::string waiting;
    std::size_t at = end.size();
    while (!reader.complete()) {
        std::size_t taken = 0;
        const auto wrong = reader.body(waiting, taken);
        must(taken <= waiting.size());
        waiting.erase(0, taken);
        if (wrong) {
            got.refused = wrong->status;
            return got;
        }
        must(reader.body_octets() <= most_octets);
        if (reader.complete() || at >= octets.size()) break;
        const std::string_view more = octets.substr(at, piece);
        waiting += more;
        at += more.size();
    }
    got.complete = reader.complete();
    if (got.complete) got.body = reader.take_body();
    got.left = waiting.size() + octets.size() - at;
    return got;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    const auto whole = read(octets, octets.size() + 1);
    if (!whole) return 0;
    const auto cut = read(octets, 1);
    must(cut.has_value());
    must(whole->refused == cut->refused && whole->complete == cut->complete && whole->body == cut->body);
    if (whole->refused == 0) {
        must(whole->head.method == cut->head.method && whole->head.path == cut->head.path);
        must(whole->head.query == cut->head.query && whole->head.headers == cut->head.headers);
        if (whole->complete) must(whole->left == cut->left);
    }
    return 0;
}
