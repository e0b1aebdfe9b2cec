// Webhooks of gateways: a line with the signature's header, and the body. What nobody signed is refused, and what is
// signed is read or refused, whatever it holds.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gateways/signature.hpp"

namespace {

using namespace offlist;
using namespace offlist::gateways;

constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'764'000'000}};
constexpr std::string_view secret = "whsec_of_the_fuzzer";

// Not assert(): the corpus is also run by builds without assertions.
void must(bool holds)
{
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string header(text.substr(0, end));
    const std::string body(text.substr(std::min(end + 1, text.size())));

    // Nobody but this file knows the secret, so a header that is right was made with it.
    const std::string right = hmac_sha256(secret, body);
    if (!wrong_with_btcpay_signature(header, body, secret)) must(header.find(right) != std::string::npos);
    must(!wrong_with_btcpay_signature("sha256=" + right, body, secret));
    must(wrong_with_btcpay_signature("sha256=" + right, body + ' ', secret).has_value());

    const std::string moment = std::to_string(now.time_since_epoch().count());
    const std::string dated = hmac_sha256(secret, moment + '.' + body);
    must(!wrong_with_stripe_signature("t=" + moment + ",v1=" + dated, body, secret, now));
    must(wrong_with_stripe_signature("t=" + moment + ",v1=" + dated, body + ' ', secret, now).has_value());
    must(wrong_with_stripe_signature("t=" + moment + ",v1=" + dated, body, secret, now + stripe_tolerance * 2)
             .has_value());
    if (!wrong_with_stripe_signature(header, body, secret, now)) must(header.find("v1=") != std::string::npos);
    return 0;
}
