// http_exchange.hpp: one HTTP request as a transfer of libcurl; for http_client.cpp alone.
//
// Made and read by the caller, run on the loop's thread.
#pragma once
#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "outbound/address_guard.hpp"
#include "outbound/http_client.hpp"
#include "outbound/http_message.hpp"
#include "outbound/transfer_loop.hpp"

namespace offlist::outbound {

/// What makes a request one that is never sent: the URL, the method, line breaks in headers, redirects with secrets.
[[nodiscard]] std::optional<transfer_failure> wrong_with(const http_request& what);

class http_exchange final : public transfer {
public:
    /// Requires that nothing is wrong_with() the request.
    http_exchange(http_request what, const client_options& with);
    /// Once, after run().
    [[nodiscard]] http_result result();

private:
    void set_where(const client_options& with);
    void set_what();
    void take_header(std::string_view line);
    [[nodiscard]] transfer_failure failure() const;
    static std::size_t on_header(char* data, std::size_t, std::size_t octets, void* self);
    static std::size_t on_body(char* data, std::size_t, std::size_t octets, void* self);

    http_request what_;
    std::string server_;  // for messages
    bool tls_ = false;
    address_guard guard_;
    std::unique_ptr<curl_slist, decltype(&::curl_slist_free_all)> lines_;
    http_answer answer_;
    std::size_t head_octets_ = 0;
    bool too_large_ = false;
};

}  // namespace offlist::outbound
