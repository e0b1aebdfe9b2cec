// condition.hpp: whether the store is what it says it is, as values: its place, its pages, its room.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <chrono>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offlist::store {

/// What is wrong with the store itself, beside the fate of the newest transaction. Of PostgreSQL nothing is known.
/// While any of these is there, no work is written.
struct store_condition {
    std::optional<problem> lost;    ///< the name of the file no longer leads to the file that is open
    std::optional<problem> damage;  ///< the newest examination found it; reading goes on where it can
    std::optional<problem> full;    ///< it was opened for reading alone, because its disk had no room
    std::optional<problem> behind;  ///< it is not as far as it was, or another one: only as_it_is opens such a store

    /// The first of them.
    [[nodiscard]] std::optional<problem> why_not_written() const
    {
        for (const auto* each : {&lost, &behind, &damage, &full})
            if (*each) return *each;
        return std::nullopt;
    }
};

/// The sentences of problems that name nothing of the machine, so that any caller may read them.
namespace refusal {
inline constexpr std::string_view full = "the disk of the store is full";
inline constexpr std::string_view deleted = "the file of the store was deleted";
inline constexpr std::string_view replaced = "another file is in the place of the store";
inline constexpr std::string_view overwritten = "the file of the store was overwritten";
inline constexpr std::string_view log_lost = "the log of the store was deleted or replaced";
inline constexpr std::string_view unseen = "the file of the store cannot be seen";
inline constexpr std::string_view damaged = "the file of the store is damaged";
/// Behind any of them, when the transaction may have been committed before.
inline constexpr std::string_view fate_unknown =
    "; whether the newest transaction was written before that is not known";
}  // namespace refusal

/// Whether what was to be written may have been written all the same.
[[nodiscard]] inline bool may_be_written(const problem& why)
{
    return why.what.ends_with(refusal::fate_unknown);
}

/// The part of `why` that may leave the machine; empty: it is for the log alone.
[[nodiscard]] inline std::string_view reason_for_callers(const problem& why)
{
    for (const std::string_view said : {refusal::full, refusal::deleted, refusal::replaced, refusal::overwritten,
                                        refusal::log_lost, refusal::unseen, refusal::damaged})
        if (why.what.starts_with(said)) return said;
    return {};
}

}  // namespace offlist::store
