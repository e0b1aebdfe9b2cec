// dead_lists.hpp: what checks have learnt of lists that do not work, for a minute, so that the next check does not wait
// for them again.
//
// Belongs to the daemon's thread.
#pragma once
#include <blocklists/list_state.hpp>
#include <chrono>
#include <map>
#include <offlist/verdict.hpp>
#include <string>

namespace offlist::daemon {

class dead_lists {
public:
    static constexpr std::chrono::seconds remembered_for{60};

    struct death {
        std::chrono::sys_seconds since;  ///< the first check that met it so, and no check since then otherwise
        unknown_reason reason = unknown_reason::timeout;
        std::string why;                           ///< in plain words
        list_state in_sweep = list_state::unused;  ///< what the sweep thought of it then
        std::chrono::steady_clock::time_point until{};
    };

    /// A check has met the list so. `what.since` counts only where nothing is remembered.
    void met_dead(const std::string& list, death what)
    {
        const auto [place, fresh] = all_.try_emplace(list, what);
        if (fresh) return;
        what.since = place->second.since;
        place->second = std::move(what);
    }
    void met_alive(const std::string& list) { all_.erase(list); }

    /// Null: it is to be asked. `in_sweep` as the sweep thinks of it now: when it has found it well again since then,
    /// nothing older counts.
    [[nodiscard]] const death* of(const std::string& list, list_state in_sweep,
                                  std::chrono::steady_clock::time_point now) const
    {
        const auto found = all_.find(list);
        if (found == all_.end() || now >= found->second.until) return nullptr;
        const bool well_again = in_sweep == list_state::healthy && found->second.in_sweep != list_state::healthy;
        return well_again ? nullptr : &found->second;
    }

private:
    std::map<std::string, death> all_;
};

}  // namespace offlist::daemon
