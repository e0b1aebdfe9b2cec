#include "cli/doctor/http_get.hpp"

#include <curl/curl.h>

#include <memory>

namespace offlist::cli {
namespace {

constexpr std::size_t most_octets = std::size_t{1} << 20;

std::size_t keep(char* data, std::size_t, std::size_t octets, void* into)
{
    auto& body = *static_cast<std::string*>(into);
    if (body.size() + octets > most_octets) return 0;  // ends the transfer
    body.append(data, octets);
    return octets;
}

}  // namespace

parsed<http_answer> http_get(const std::string& url, std::chrono::milliseconds patience)
{
    const std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)> easy(::curl_easy_init(), &::curl_easy_cleanup);
    if (!easy) return problem{.what = "libcurl cannot start"};
    http_answer got;
    ::curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    ::curl_easy_setopt(easy.get(), CURLOPT_NOPROXY, "*");
    ::curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(patience.count()));
    ::curl_easy_setopt(easy.get(), CURLOPT_SSL_VERIFYPEER, 0L);
    ::curl_easy_setopt(easy.get(), CURLOPT_SSL_VERIFYHOST, 0L);
    ::curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &keep);
    ::curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &got.body);
    if (const CURLcode done = ::curl_easy_perform(easy.get()); done != CURLE_OK)
        return problem{.what = ::curl_easy_strerror(done)};
    ::curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &got.status);
    return got;
}

}  // namespace offlist::cli
