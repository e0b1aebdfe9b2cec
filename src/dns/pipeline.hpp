// pipeline.hpp: the port for asking very many questions: the asker is pulled, so nothing queues and nothing grows.
//
// The pipeline pulls the next question whenever its window has room and hands each answer back with the question's tag.
// Both sides run on one thread. Implemented by dns::engine, and by a fake with virtual time in tests.
#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <offlist/answer.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace offlist::dns {

using steady_time = std::chrono::steady_clock::time_point;

/// A domain name in wire form (RFC 1035 section 3.1), built label by label without an allocation.
class wire_name {
public:
    static constexpr std::size_t capacity = 255;  ///< RFC 1035 section 2.3.4, with the final zero octet

    void clear() noexcept { size_ = 0; }
    /// Appends octets that are already in wire form. False, and nothing appended, when the name would grow too long.
    bool append(std::span<const std::uint8_t> labels) noexcept
    {
        if (size_ + labels.size() > capacity) return false;
        std::memcpy(octets_.data() + size_, labels.data(), labels.size());
        size_ += labels.size();
        return true;
    }
    [[nodiscard]] std::span<const std::uint8_t> view() const noexcept { return {octets_.data(), size_}; }

    /// Replaces the name by `dotted` (without a final dot), ending in the zero octet. False when a label is empty or
    /// longer than 63 octets or the name longer than 255.
    bool assign(std::string_view dotted) noexcept;

private:
    std::array<std::uint8_t, capacity> octets_;  // the first size_ are set
    std::size_t size_ = 0;
};

/// Any of the resolvers.
inline constexpr std::uint32_t any_server = 0xffffffff;

struct outgoing {
    wire_name name;  ///< ends in the zero octet
    record_type type = record_type::a;
    std::uint32_t servers = any_server;  ///< bit n set: resolver n may be asked
    std::uint64_t tag = 0;               ///< comes back with the answer; means nothing to the pipeline
};

/// Who has questions. Called on the pipeline's thread only, never from within another call to the same source.
class question_source {
public:
    virtual ~question_source() = default;
    /// Fills `q` with the next question. False: nothing to ask now.
    virtual bool next(outgoing& q, steady_time now) = 0;
    /// The answer to the question with this tag; each question pulled is answered exactly once.
    virtual void answered(std::uint64_t tag, const answer& said, steady_time now) = 0;
    /// After next() said false: when to ask again without an answer in between. None: only after an answer or a wake().
    [[nodiscard]] virtual std::optional<steady_time> idle_until() const = 0;
    /// Now and then while questions are under way, though the windows may have no room for more of them: for sources
    /// whose time is up at some moment, whatever is answered.
    virtual void time_passed(steady_time /*now*/) {}
};

class pipeline {
public:
    virtual ~pipeline() = default;
    /// Pulls from `source` until detached. Several sources are served in turn.
    virtual void attach(question_source& source) = 0;
    /// Answers still under way are dropped, not delivered.
    virtual void detach(question_source& source) = 0;
    /// A source that had nothing to ask has something now.
    virtual void wake() = 0;
    [[nodiscard]] virtual std::size_t server_count() const = 0;
    [[nodiscard]] virtual std::string_view server_name(std::uint8_t index) const = 0;
};

}  // namespace offlist::dns
