// evidence.hpp: what a change of status rests on, kept for ever.
//
// Values only; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <offlist/verdict.hpp>
#include <string>
#include <vector>

namespace offlist {

struct finding;

/// One answer, as it was judged.
struct evidence {
    verdict what = verdict::unknown;
    unknown_reason reason = unknown_reason::none;  ///< set if and only if `what` is unknown
    std::vector<std::string> codes;                ///< 127.0.0.4 …
    std::vector<std::string> meanings;             ///< by the list's definition
    std::vector<std::string> texts;                ///< sanitised TXT records
    std::uint32_t ttl = 0;                         ///< seconds
    std::string resolver;                          ///< address:port
    std::string definition;  ///< version of the list's definition: as monitor/definition_version.hpp makes it
    std::chrono::sys_seconds asked_at{};
    bool operator==(const evidence&) const = default;
};

[[nodiscard]] evidence evidence_of(const finding& f, std::string definition);

}  // namespace offlist
