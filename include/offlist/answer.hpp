// answer.hpp: what a resolver said to one question, before anybody judges it.
//
// Values only; safe from any thread. An answer without addresses allocates nothing, so that millions of "no" cost
// nothing.
//
// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace offlist {

/// What is asked of a name, with its number in DNS (RFC 1035 section 3.2.2).
enum class record_type : std::uint16_t {
    a = 1,     ///< codes: a blocklist answers with addresses of 127.0.0.0/8 (RFC 5782 section 2.1)
    txt = 16,  ///< the list's own reason
};

/// How a question ended.
enum class answer_status : std::uint8_t {
    answered,      ///< NOERROR with at least one record of the asked type
    no_data,       ///< NOERROR without one
    no_such_name,  ///< NXDOMAIN
    timeout,       ///< nobody answered within the tries
    refused,       ///< REFUSED
    servfail,      ///< SERVFAIL, or any other error code of the server
    malformed,     ///< the message could not be read, or the server could not read ours (FORMERR)
    truncated,     ///< TC was set and TCP did not bring the rest
    unreachable,   ///< no resolver could be asked at all (port closed, no route)
};

/// The IPv4 addresses of one answer, in host byte order, without an allocation.
class address_list {
public:
    /// More A records than any list documents; an answer with more is malformed.
    static constexpr std::size_t capacity = 32;

    /// False when the list is full.
    bool push_back(std::uint32_t address) noexcept
    {
        if (size_ == capacity) return false;
        items_[size_++] = address;
        return true;
    }
    /// In the order they came. Valid until the list changes or goes.
    [[nodiscard]] std::span<const std::uint32_t> view() const noexcept { return {items_.data(), size_}; }
    /// Whether there is none.
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

private:
    std::array<std::uint32_t, capacity> items_;  // the first size_ are set
    std::uint8_t size_ = 0;
};

/// What a resolver said to one question. Judge it with judge() (verdict.hpp).
struct answer {
    answer_status status = answer_status::timeout;  ///< only with `answered` are there addresses or texts
    bool alias = false;                             ///< the answer section holds a CNAME or DNAME: never a listing
    std::uint8_t server = 0;                        ///< index of the resolver that answered, among those configured
    std::uint32_t ttl = 0;           ///< seconds: the smallest TTL of the records asked for; of a "no", how long it may
                                     ///< be kept by RFC 2308 section 5 (0: the resolver does not say)
    address_list addresses;          ///< of an A question
    std::vector<std::string> texts;  ///< of a TXT question: raw octets, one string a record; sanitise before showing
};

}  // namespace offlist
