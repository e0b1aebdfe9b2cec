// json_report.hpp: results as JSON, one object a line, and the summary at the end.
//
// For one thread; the console must outlive it.
#pragma once
#include <cstdint>

#include "cli/console.hpp"
#include "cli/report/json_text.hpp"
#include "cli/report/report.hpp"

namespace offlist::cli {

class json_report final : public report {
public:
    json_report(console& out, std::uint64_t skipped) : out_(out), skipped_(skipped) {}

    void begin(const forecast&) override {}
    void found(finding&& what) override { out_.print(json_of(what)); }
    void end(const sweep_summary& all) override { out_.print(json_of(all, skipped_)); }

private:
    console& out_;
    std::uint64_t skipped_;
};

}  // namespace offlist::cli
