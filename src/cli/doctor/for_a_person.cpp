// What the doctor found, in as few words as a person needs.
#include <algorithm>
#include <utility>

#include "cli/doctor/diagnosis.hpp"
#include "cli/report/words.hpp"

namespace offlist::cli {
namespace {

// The canary and the lists' tests look at the same resolver, and the graver finding says more.
diagnoses graver_of_one(diagnoses all)
{
    diagnoses kept;
    for (diagnosis& d : all) {
        const auto same = std::find_if(kept.begin(), kept.end(), [&](const diagnosis& k) {
            return d.about.starts_with("resolver ") && k.about == d.about;
        });
        if (same == kept.end())
            kept.push_back(std::move(d));
        else if (d.how_bad > same->how_bad)
            *same = std::move(d);
    }
    return kept;
}

std::string name_in(const diagnosis& d)
{
    return d.about.substr(d.one_of.size() + 1);
}

diagnosis together(const diagnoses& alike)
{
    if (alike.size() == 1) return alike.front();
    diagnosis all = alike.front();
    all.about = counted(alike.size(), all.one_of + " test", all.one_of + " tests");
    all.what += ": ";
    for (const diagnosis& d : alike) all.what += (&d == &alike.front() ? "" : ", ") + name_in(d);
    const std::string end = name_in(alike.front()).substr(0, name_in(alike.front()).find(' '));
    if (all.advice.ends_with(end)) all.advice.replace(all.advice.size() - end.size(), end.size(), "ID");
    return all;
}

diagnoses grouped_alike(const diagnoses& all)
{
    std::vector<diagnoses> groups;
    for (const diagnosis& d : all) {
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const diagnoses& g) {
            return !d.one_of.empty() && g.front().one_of == d.one_of && g.front().how_bad == d.how_bad &&
                   g.front().what == d.what;
        });
        if (same == groups.end())
            groups.push_back({d});
        else
            same->push_back(d);
    }
    diagnoses told;
    for (const diagnoses& g : groups) told.push_back(together(g));
    return told;
}

}  // namespace

diagnoses for_a_person(diagnoses all)
{
    diagnoses told = grouped_alike(graver_of_one(std::move(all)));
    std::stable_sort(told.begin(), told.end(),
                     [](const diagnosis& a, const diagnosis& b) { return a.how_bad > b.how_bad; });
    return told;
}

}  // namespace offlist::cli
