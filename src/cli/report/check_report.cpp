#include "cli/report/check_report.hpp"

#include <algorithm>
#include <core/timestamp.hpp>
#include <span>
#include <tuple>
#include <utility>

#include "cli/report/nagios.hpp"
#include "cli/report/text_table.hpp"
#include "cli/report/words.hpp"

namespace offlist::cli {
namespace {

constexpr std::size_t label_width = 13;  // "informational"
constexpr std::size_t text_width = 96;   // of lines that name many lists
constexpr std::size_t hanging = label_width + 4;
constexpr std::size_t most_subjects_named = 16;  // of those of which nothing is known, for one reason

bool before(const subject& a, const subject& b)
{
    if (a.index() != b.index()) return a.index() < b.index();
    if (const auto* const ip4 = std::get_if<address_v4>(&a)) return *ip4 < std::get<address_v4>(b);
    if (const auto* const ip6 = std::get_if<address_v6>(&a)) return *ip6 < std::get<address_v6>(b);
    return std::get<domain>(a).name < std::get<domain>(b).name;
}

bool in_order(const finding& a, const finding& b)
{
    if (before(a.subject, b.subject)) return true;
    if (before(b.subject, a.subject)) return false;
    return std::tie(a.judged.what, a.blocklist) < std::tie(b.judged.what, b.blocklist);
}

std::string joined(const std::vector<std::string>& words)
{
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
    return all;
}

std::string evidence(const finding& f)
{
    std::string text = joined(f.judged.codes);
    text += ", ttl " + std::to_string(f.ttl) + " s";
    if (!f.resolver.empty()) text += ", through " + f.resolver;
    return text + ", at " + timestamp(f.asked_at);
}

// Of a list that is asked about several kinds, `why` names the kind first: "ip4: REFUSED".
std::string without_kind(const std::string& why)
{
    for (const std::string_view kind : {"ip4: ", "ip6: ", "domain: "})
        if (why.starts_with(kind)) return why.substr(kind.size());
    return why;
}

// Of neither subject anything is known, for the same reasons.
bool nothing_known_of_both(std::span<const finding> one, std::span<const finding> other)
{
    const auto alike = [](const finding& a, const finding& b) {
        return a.judged.what == verdict::unknown && b.judged.what == verdict::unknown && a.blocklist == b.blocklist &&
               a.judged.reason == b.judged.reason && a.judged.codes == b.judged.codes &&
               a.judged.meanings == b.judged.meanings;
    };
    return std::equal(one.begin(), one.end(), other.begin(), other.end(), alike);
}

tone tone_of_verdict(verdict v)
{
    switch (v) {
        case verdict::listed:
            return tone::alarm;
        case verdict::clean:
            return tone::good;
        case verdict::unknown:
            return tone::doubt;
        case verdict::informational:
            return tone::plain;
    }
    return tone::plain;
}

}  // namespace

check_report::check_report(console& out, const std::vector<blocklist>& lists) : out_(out)
{
    for (const blocklist& list : lists) lists_.emplace(list.id, list);
}

// A bar anywhere in a plugin's output begins perfdata.
void check_report::print(std::string line)
{
    out_.print(without_bars(std::move(line)), hanging);
}

void check_report::print_more(std::string_view what, const std::string& value)
{
    if (value.empty()) return;
    const std::string label = what.empty() ? std::string() : std::string(what) + ": ";
    print(std::string(hanging, ' ') + label + value);
}

// `first` and then the names, in lines that are not too long for a pipe either.
void check_report::print_names(std::string first, std::size_t indent, const std::vector<std::string>& names)
{
    std::size_t width = shown_width(first);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string word = names[i] + (i + 1 < names.size() ? "," : "");
        if (width + word.size() + 1 > text_width && shown_width(first) > indent) {
            print(std::exchange(first, std::string(indent - 1, ' ')));
            width = indent - 1;
        }
        first += ' ' + word;
        width += word.size() + 1;
    }
    print(std::move(first));
}

void check_report::print_listed(const finding& f)
{
    const blocklist& list = lists_.find(f.blocklist)->second;
    const std::string subject = to_string(f.subject);
    print("  " + out_.colors()(tone::alarm, padded("listed", label_width)) + "  " + list.id + ": " +
          joined(f.judged.meanings));
    print_more("", evidence(f));
    for (const std::string& text : f.texts) print_more("the list says", text);
    print_more("", std::string(scope_in_words(list.scope)));
    print_more("look it up", filled(list.url, subject));
    print_more("to get off, for free", removal_advice(list, subject));
}

void check_report::print_informational(const finding& f)
{
    print("  " + padded("informational", label_width) + "  " + f.blocklist + ": " + joined(f.judged.meanings));
    print_more("", evidence(f));
}

void check_report::print_unknown(const std::vector<const finding*>& of_one_reason)
{
    const unknown_reason reason = of_one_reason.front()->judged.reason;
    print("  " + out_.colors()(tone::doubt, padded("unknown", label_width)) + "  " + std::string(to_string(reason)) +
          ": " + std::string(in_words(reason)));
    std::vector<std::string> alike;  // of these the reason says all
    for (const finding* f : of_one_reason) {
        const std::string codes = joined(f->judged.codes), meanings = joined(f->judged.meanings);
        if (codes.empty() && meanings.empty()) {
            alike.push_back(f->blocklist);
            continue;
        }
        std::string line = f->blocklist;
        if (!codes.empty()) line.append(" ").append(codes);
        if (!meanings.empty()) line.append(": ").append(meanings);
        print_more("", line);
    }
    if (alike.size() == 1) print_more("", alike.front());
    if (alike.size() > 1)
        print_names(std::string(hanging, ' ') + "on " + counted(alike.size(), "list", "lists") + ':', hanging, alike);
}

void check_report::print_clean(const std::vector<const finding*>& all)
{
    std::vector<std::string> names;
    names.reserve(all.size());
    for (const finding* f : all) names.push_back(f->blocklist);
    const std::string first = "  " + out_.colors()(tone::good, padded("clean", label_width)) + "  on " +
                              counted(all.size(), "list", "lists") + ':';
    print_names(first, hanging, names);
}

void check_report::print_subjects(const std::vector<subject>& names, const std::vector<finding>& findings)
{
    print("");
    const tone how = tone_of_verdict(findings.front().judged.what);
    std::string heading;
    for (std::size_t i = 0; i < std::min(names.size(), most_subjects_named); ++i)
        heading += (i > 0 ? ", " : "") + to_string(names[i]);
    if (names.size() > most_subjects_named)
        heading += " and " + counted(names.size() - most_subjects_named, "subject", "subjects") + " more";
    print(out_.colors()(how == tone::alarm ? tone::alarm : tone::strong, heading));
    std::vector<const finding*> clean;
    std::map<unknown_reason, std::vector<const finding*>> unknown;
    for (const finding& f : findings) {
        if (f.judged.what == verdict::listed) print_listed(f);
        if (f.judged.what == verdict::informational) print_informational(f);
        if (f.judged.what == verdict::clean) clean.push_back(&f);
        if (f.judged.what == verdict::unknown) unknown[f.judged.reason].push_back(&f);
    }
    for (const auto& [reason, of_one_reason] : unknown) print_unknown(of_one_reason);
    if (!clean.empty()) print_clean(clean);
}

// What is said of the resolvers and the network is the cause of most else.
void check_report::print_cause(const sweep_summary& all)
{
    std::vector<std::string> causes;
    for (const resolver_summary& r : all.resolvers)
        if (!r.trusted) causes.push_back("resolver " + r.name + ": " + r.why);
    if (causes.empty() && !all.blame.empty()) causes.push_back(all.blame);
    for (const std::string& note : notes_) {
        const bool of_a_cause = std::any_of(all.resolvers.begin(), all.resolvers.end(), [&](const auto& r) {
            return !r.trusted && note.starts_with("resolver " + r.name + ' ');
        });
        if (!of_a_cause && note != all.blame) causes.push_back(note);
    }
    if (causes.empty()) return;
    print("");
    print(out_.colors()(tone::strong, "What is wrong here:"));
    for (const std::string& cause : causes) print("  " + cause);
}

void check_report::print_distrust(const sweep_summary& all)
{
    using in_one_state = std::pair<list_state, std::string>;  // and why
    std::map<in_one_state, std::vector<const list_summary*>> groups;
    std::vector<in_one_state> order;
    for (const list_summary& list : all.lists) {
        if (list.health == list_state::healthy || list.health == list_state::unused) continue;
        auto& group = groups[{list.health, without_kind(list.why)}];
        if (group.empty()) order.emplace_back(list.health, without_kind(list.why));
        group.push_back(&list);
    }
    if (groups.empty()) return;
    const auto asked = std::count_if(all.lists.begin(), all.lists.end(),
                                     [](const list_summary& list) { return list.health != list_state::unused; });
    print("");
    print(out_.colors()(tone::strong, "Not to be trusted now:"));
    for (const in_one_state& state : order) {
        const auto& group = groups[state];
        const std::string health = out_.colors()(tone::doubt, to_string(state.first));
        if (group.size() == 1) {
            print("  " + group.front()->blocklist + ' ' + health + ": " + group.front()->why);
            continue;
        }
        const bool everyone = group.size() == static_cast<std::size_t>(asked);
        print((everyone ? "  all " : "  ") + counted(group.size(), "list", "lists") + ' ' + health + ": " +
              state.second);
        if (everyone) continue;
        std::vector<std::string> names;
        for (const list_summary* list : group) names.push_back(list->blocklist);
        print_names("   ", 4, names);
    }
}

void check_report::end(const sweep_summary& all)
{
    std::stable_sort(findings_.begin(), findings_.end(), in_order);
    std::vector<finding> listed;
    std::copy_if(findings_.begin(), findings_.end(), std::back_inserter(listed),
                 [](const finding& f) { return f.judged.what == verdict::listed; });
    out_.print(nagios_line(all, listed));
    print_cause(all);
    std::vector<subject> names;
    for (auto from = findings_.cbegin(); from != findings_.cend();) {
        const auto to =
            std::find_if(from, findings_.cend(), [&](const finding& f) { return before(from->subject, f.subject); });
        const auto next =
            std::find_if(to, findings_.cend(), [&](const finding& f) { return before(to->subject, f.subject); });
        names.push_back(from->subject);
        if (!nothing_known_of_both({from, to}, {to, next})) {
            print_subjects(names, {from, to});
            names.clear();
        }
        from = to;
    }
    print_distrust(all);
}

}  // namespace offlist::cli
