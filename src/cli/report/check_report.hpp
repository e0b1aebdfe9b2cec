// check_report.hpp: the results of `check` for a person and for a monitoring system: one line, then the evidence.
//
// For one thread; the console must outlive it. Holds all findings until the end, so it is for a few subjects.
#pragma once
#include <map>
#include <offlist/blocklist.hpp>
#include <string>
#include <vector>

#include "cli/console.hpp"
#include "cli/report/report.hpp"

namespace offlist::cli {

class check_report final : public report {
public:
    check_report(console& out, const std::vector<blocklist>& lists);

    void begin(const forecast&) override {}
    void found(finding&& what) override { findings_.push_back(std::move(what)); }
    bool note(const std::string& text) override
    {
        notes_.push_back(text);
        return true;
    }
    void end(const sweep_summary& all) override;

private:
    void print(std::string line);
    void print_names(std::string first, std::size_t indent, const std::vector<std::string>& names);
    void print_subjects(const std::vector<subject>& names, const std::vector<finding>& findings);
    void print_listed(const finding& f);
    void print_informational(const finding& f);
    void print_unknown(const std::vector<const finding*>& of_one_reason);
    void print_more(std::string_view what, const std::string& value);
    void print_clean(const std::vector<const finding*>& all);
    void print_cause(const sweep_summary& all);
    void print_distrust(const sweep_summary& all);

    console& out_;
    std::map<std::string, blocklist, std::less<>> lists_;
    std::vector<finding> findings_;
    std::vector<std::string> notes_;
};

}  // namespace offlist::cli
