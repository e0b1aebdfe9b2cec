// sink.hpp: the port through which a sweep tells its results.
//
// Called on the pipeline's thread, from within the sweep: a sink must neither call the sweep's stop() nor attach or
// detach it there; it posts such wishes.
#pragma once
#include <offlist/blocklist.hpp>
#include <offlist/checker.hpp>
#include <string>

#include "sweep/summary.hpp"

namespace offlist {

class sweep_sink {
public:
    virtual ~sweep_sink() = default;
    /// One decided question: every one that is not clean, and clean ones too with sweep_options::report_clean. It is
    /// final: the list's tests were right before and after it, or the verdict is unknown.
    virtual void found(finding&& what) = 0;
    /// The health of `list` for subjects of `kind` is known, or has changed.
    virtual void list_changed(const blocklist& list, subject_kind kind, list_state now, const std::string& why) = 0;
    /// Something that a person should know: a resolver that rewrites answers, a network that is down.
    virtual void note(const std::string& text) = 0;
    /// Nothing more will come. Once.
    virtual void finished() = 0;
};

}  // namespace offlist
