// sweep_report.hpp: the results of `sweep` for a person: listings as they are confirmed, then a table of the lists.
//
// For one thread; the console must outlive it. Holds no findings.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "cli/console.hpp"
#include "cli/report/report.hpp"

namespace offlist::cli {

class sweep_report final : public report {
public:
    /// `through` names the resolvers; `skipped` counts the bad lines that were passed over.
    sweep_report(console& out, const std::vector<blocklist>& lists, std::uint64_t subjects, std::uint64_t skipped,
                 std::string through);

    void begin(const forecast& expected) override;
    void found(finding&& what) override;
    void end(const sweep_summary& all) override;

private:
    void print_totals(const sweep_summary& all);

    console& out_;
    std::uint64_t subjects_;
    std::uint64_t skipped_;
    std::string through_;
    std::size_t lists_;
    std::size_t id_width_ = 0;
    bool any_listed_ = false;
};

}  // namespace offlist::cli
