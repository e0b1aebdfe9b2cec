// smtp_exchange.hpp: one mail as a transfer of libcurl; for smtp_sender.cpp alone.
//
// Made and read by the caller, run on the loop's thread. It knows at each moment whether the server can have taken the
// mail on: not before the end of its content was handed to libcurl, and surely when the server says so afterwards.
#pragma once
#include <curl/curl.h>

#include <memory>
#include <string>
#include <string_view>

#include "outbound/mail_sender.hpp"
#include "outbound/smtp_options.hpp"
#include "outbound/transfer_loop.hpp"

namespace offlist::outbound {

class smtp_exchange final : public transfer {
public:
    smtp_exchange(mail_octets what, const smtp_options& with, std::chrono::steady_clock::time_point not_after);
    /// Once, after run().
    [[nodiscard]] mail_outcome outcome() const;

private:
    void set_where(const smtp_options& with);
    void take_line(std::string_view line);
    static std::size_t on_read(char* into, std::size_t, std::size_t room, void* self);
    static std::size_t on_line(char* data, std::size_t, std::size_t octets, void* self);

    mail_octets what_;
    std::chrono::steady_clock::time_point not_after_;
    std::unique_ptr<curl_slist, decltype(&::curl_slist_free_all)> recipients_;
    std::size_t sent_ = 0;   // octets of the content
    bool end_sent_ = false;  // from here on the server may have it
    bool too_late_ = false;
    std::string refusal_;  // the newest one of 4xx or 5xx
    std::string said_;     // the newest answer
    std::string final_;    // the first answer behind the content's end, once it is complete
};

}  // namespace offlist::outbound
