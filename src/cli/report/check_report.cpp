#include "cli/report/check_report.hpp"

#include <algorithm>
#include <core/timestamp.hpp>
#include <tuple>
#include <utility>

#include "cli/report/nagios.hpp"
#include "cli/report/text_table.hpp"
#include "cli/report/words.hpp"

namespace offlist::cli {
namespace {

constexpr std::size_t label_width = 13;  // "informational"
constexpr std::size_t text_width = 96;   // of lines that name many lists

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

tone tone_of(verdict v)
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
    out_.print(without_bars(std::move(line)));
}

void check_report::print_more(std::string_view what, const std::string& value)
{
    if (value.empty()) return;
    const std::string label = what.empty() ? std::string() : std::string(what) + ": ";
    print(std::string(label_width + 4, ' ') + label + value);
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
    for (const finding* f : of_one_reason) {
        const std::string codes = joined(f->judged.codes), meanings = joined(f->judged.meanings);
        std::string line = f->blocklist;
        if (!codes.empty()) line.append(" ").append(codes);
        if (!meanings.empty()) line.append(": ").append(meanings);
        print_more("", line);
    }
}

void check_report::print_clean(const std::vector<const finding*>& all)
{
    std::string line = "  " + out_.colors()(tone::good, padded("clean", label_width)) + "  on " +
                       counted(all.size(), "list", "lists") + ':';
    std::size_t width = shown_width("  " + padded("", label_width) + "  on lists:") + 4;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string word = all[i]->blocklist + (i + 1 < all.size() ? "," : "");
        if (width + word.size() + 1 > text_width) {
            print(std::exchange(line, std::string(label_width + 3, ' ')));
            width = label_width + 3;
        }
        line += ' ' + word;
        width += word.size() + 1;
    }
    print(line);
}

void check_report::print_subject(std::vector<finding>::const_iterator from, std::vector<finding>::const_iterator to)
{
    print("");
    const tone how = tone_of(from->judged.what);
    print(out_.colors()(how == tone::alarm ? tone::alarm : tone::strong, to_string(from->subject)));
    std::vector<const finding*> clean;
    std::map<unknown_reason, std::vector<const finding*>> unknown;
    for (; from != to; ++from) {
        if (from->judged.what == verdict::listed) print_listed(*from);
        if (from->judged.what == verdict::informational) print_informational(*from);
        if (from->judged.what == verdict::clean) clean.push_back(&*from);
        if (from->judged.what == verdict::unknown) unknown[from->judged.reason].push_back(&*from);
    }
    for (const auto& [reason, findings] : unknown) print_unknown(findings);
    if (!clean.empty()) print_clean(clean);
}

void check_report::print_distrust(const sweep_summary& all)
{
    bool any = false;
    const auto say = [&](const std::string& who, std::string_view what, const std::string& why) {
        if (!std::exchange(any, true)) {
            print("");
            print(out_.colors()(tone::strong, "Not to be trusted now:"));
        }
        print("  " + who + ' ' + out_.colors()(tone::doubt, what) + ": " + why);
    };
    for (const list_summary& list : all.lists)
        if (list.health != list_state::healthy && list.health != list_state::unused)
            say(list.blocklist, to_string(list.health), list.why);
    for (const resolver_summary& r : all.resolvers)
        if (!r.trusted) say(r.name, "resolver", r.why);
}

void check_report::end(const sweep_summary& all)
{
    std::stable_sort(findings_.begin(), findings_.end(), in_order);
    std::vector<finding> listed;
    std::copy_if(findings_.begin(), findings_.end(), std::back_inserter(listed),
                 [](const finding& f) { return f.judged.what == verdict::listed; });
    out_.print(nagios_line(all, listed));
    for (auto from = findings_.cbegin(); from != findings_.cend();) {
        const auto to =
            std::find_if(from, findings_.cend(), [&](const finding& f) { return before(from->subject, f.subject); });
        print_subject(from, to);
        from = to;
    }
    print_distrust(all);
}

}  // namespace offlist::cli
