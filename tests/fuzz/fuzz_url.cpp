// Paths, queries, cursors and X-Forwarded-For: what clients write between the slashes.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/utf8.hpp"
#include "http/client_address.hpp"
#include "http/url_text.hpp"
#include "store/engine/page.hpp"

namespace {

using namespace offlist;

// Not assert(): the corpus is also run by builds without assertions.
void must(bool holds)
{
    if (!holds) std::abort();
}

bool is_clean(const std::string& text)
{
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20) return false;
    return first_line_not_utf8(text) == 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto decoded = http::percent_decoded(text)) must(is_clean(*decoded) && decoded->size() <= text.size());
    if (const auto query = http::parse_query(text)) {
        must(query->size() <= http::most_parameters);
        for (const auto& [name, value] : *query) must(is_clean(name) && is_clean(value));
    }
    const std::string path = "/" + std::string(text);
    std::size_t octets = 0;
    for (const std::string_view segment : http::segments_of(path)) octets += segment.size() + 1;
    must(octets == path.size());

    for (const char* list : {"", "listing", "webhook"})
        if (const auto place = store::read_cursor(list, text)) must(store::cursor_text(list, *place) == text);

    const auto proxies = http::trusted_proxies::from({"10.0.0.0/8", "2001:db8::/32"}).value();
    const auto peer = boost::asio::ip::make_address("10.1.2.3");
    const auto client = proxies.client_of(peer, text);
    must(!http::network_of(client).empty() && http::network_of(client) == http::network_of(client.to_string()));
    must(proxies.client_of(client, text) == client || proxies.contains(client));
    (void)http::network_of(text);
    return 0;
}
