// report.hpp: the port through which a sweep's results reach a person or a program.
//
// Called on the sweep's thread, first begin(), then found() for each finding and list_changed() whenever a list's
// health becomes known, then end().
#pragma once
#include <offlist/checker.hpp>
#include <string>
#include <sweep/forecast.hpp>
#include <sweep/summary.hpp>

namespace offlist::cli {

class report {
public:
    virtual ~report() = default;
    virtual void begin(const forecast& expected) = 0;
    virtual void found(finding&& what) = 0;
    virtual void list_changed(const blocklist& /*list*/, subject_kind /*kind*/, list_state /*now*/,
                              const std::string& /*why*/)
    {
    }
    /// What was noted under way. True: it is told with the results, and need not be told beside them.
    virtual bool note(const std::string& /*text*/) { return false; }
    virtual void end(const sweep_summary& all) = 0;
};

}  // namespace offlist::cli
