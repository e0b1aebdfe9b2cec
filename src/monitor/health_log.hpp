// health_log.hpp: when the health of one list, for one kind of subjects, has changed in earnest.
//
// That nobody can tell (`unverified`) is the network's affair and often over in a minute, so it counts only when it
// lasts. For one thread.
#pragma once
#include <string>
#include <sweep/summary.hpp>

namespace offlist {

class health_log {
public:
    /// So many slices in a row must end unverified.
    static constexpr int lasting = 2;

    health_log() = default;
    explicit health_log(list_state recorded, std::string why = {}) : recorded_(recorded), why_(std::move(why)) {}

    /// How the list stood at the end of a slice. True: that is a change to be recorded.
    [[nodiscard]] bool saw(list_state now, const std::string& why)
    {
        if (now == list_state::unused) return false;
        unverified_ = now == list_state::unverified ? unverified_ + 1 : 0;
        if (now == recorded_ || (now == list_state::unverified && unverified_ < lasting)) return false;
        recorded_ = now;
        why_ = why;
        return true;
    }
    [[nodiscard]] list_state recorded() const { return recorded_; }
    [[nodiscard]] const std::string& why() const { return why_; }

private:
    list_state recorded_ = list_state::unused;
    std::string why_;
    int unverified_ = 0;
};

}  // namespace offlist
