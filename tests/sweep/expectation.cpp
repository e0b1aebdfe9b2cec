#include <sweep/expectation.hpp>

#include <algorithm>
#include <core/duration.hpp>
#include <optional>
#include <stdexcept>

namespace offlist::test {
namespace {

// The words of an expectation, taken from the left.
class reader {
public:
    explicit reader(const std::vector<std::string>& words) : words_(words) {}
    [[nodiscard]] bool more() const { return at_ < words_.size(); }
    bool take(std::string_view word)
    {
        if (!more() || words_[at_] != word) return false;
        ++at_;
        return true;
    }
    const std::string& any()
    {
        if (!more()) throw std::runtime_error("the expectation ends too early");
        return words_[at_++];
    }
    [[nodiscard]] const std::string& look() const { return words_.at(at_); }

private:
    const std::vector<std::string>& words_;
    std::size_t at_ = 0;
};

unknown_reason reason_named(const std::string& name)
{
    for (int r = 1; r < unknown_reasons; ++r)
        if (to_string(static_cast<unknown_reason>(r)) == name) return static_cast<unknown_reason>(r);
    throw std::runtime_error("no reason " + name);
}

std::optional<verdict> verdict_named(const std::string& name)
{
    for (const verdict v : {verdict::listed, verdict::clean, verdict::informational, verdict::unknown})
        if (to_string(v) == name) return v;
    return std::nullopt;
}

bool is_number(const std::string& word)
{
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::uint64_t of_verdict(const tally& t, verdict v)
{
    switch (v) {
        case verdict::listed:
            return t.listed;
        case verdict::informational:
            return t.informational;
        case verdict::clean:
            return t.clean;
        case verdict::unknown:
            break;
    }
    return t.unknown;
}

std::string different(const std::string& what, std::uint64_t is, std::uint64_t wanted)
{
    return is == wanted ? "" : what + " is " + std::to_string(is) + ", not " + std::to_string(wanted);
}

std::string contains(const std::string& what, const std::string& text, const std::string& wanted)
{
    return text.find(wanted) != std::string::npos ? "" : what + " is \"" + text + "\"";
}

std::string any_contains(const std::string& what, const std::vector<std::string>& texts, const std::string& wanted)
{
    std::string all;
    for (const std::string& text : texts) {
        if (text.find(wanted) != std::string::npos) return "";
        all += "\n    " + text;
    }
    return what + " are:" + all;
}

// Counts of one list, or of the whole sweep; the findings told must agree with the counts.
std::string count(world& w, const std::string& id, reader& words)
{
    const sweep_summary all = w.running().summary();
    list_summary one;
    if (id.empty()) {
        one.counts = all.counts;
        one.open = all.open;
        one.questions = all.questions;
        for (const list_summary& l : all.lists) one.sent += l.sent;
    } else {
        one = w.summary_of(id);
    }
    const std::string what = words.any();
    if (what == "open") return different(what, one.open, std::stoull(words.any()));
    if (what == "questions") return different(what, one.questions, std::stoull(words.any()));
    if (what == "sent") {
        const bool at_most = words.take("at") && words.take("most");
        const std::uint64_t wanted = std::stoull(words.any());
        return at_most && one.sent <= wanted ? "" : different(what, one.sent, wanted);
    }
    const auto v = verdict_named(what);
    if (!v) throw std::runtime_error("nothing is called " + what);
    if (is_number(words.look())) return different(what, of_verdict(one.counts, *v), std::stoull(words.any()));
    const std::string reason = words.any();
    return different(what + ' ' + reason, one.counts.by_reason[static_cast<std::size_t>(reason_named(reason))],
                     std::stoull(words.any()));
}

std::string found(world& w, reader& words, bool wanted)
{
    const std::string subject = words.any(), id = words.any();
    std::vector<const finding*> some;
    for (const finding& f : w.sink.findings)
        if (to_string(f.subject) == subject && f.blocklist == id) some.push_back(&f);
    if (!wanted) return some.empty() ? "" : "there is a finding for " + subject;
    if (some.size() != 1) return std::to_string(some.size()) + " findings for " + subject + " on " + id;
    const finding& f = *some.front();
    if (to_string(f.judged.what) != words.look()) return "the verdict is " + std::string(to_string(f.judged.what));
    if (words.any() == "unknown" && words.more() && to_string(f.judged.reason) != words.any())
        return "the reason is " + std::string(to_string(f.judged.reason));
    while (words.more()) {
        const std::string what = words.any(), value = words.any();
        if (what == "code" && std::count(f.judged.codes.begin(), f.judged.codes.end(), value) != 1)
            return "the code " + value + " is missing";
        if (what == "text" && std::count(f.texts.begin(), f.texts.end(), value) != 1) return "the text is missing";
        if (what == "resolver" && f.resolver != value) return "the resolver is " + f.resolver;
        if (what == "ttl" && std::to_string(f.ttl) != value) return "the TTL is " + std::to_string(f.ttl);
        if (what != "code" && what != "text" && what != "resolver" && what != "ttl")
            throw std::runtime_error("nothing is called " + what);
    }
    return "";
}

std::string resolver_is(world& w, const std::string& which, reader& words)
{
    const auto all = w.running().summary().resolvers;
    const resolver_summary& r = all.at(std::stoul(which.substr(9)) - 1);
    const std::string wanted = words.any();
    if (wanted != "trusted" && wanted != "untrusted") throw std::runtime_error("nothing is called " + wanted);
    if (r.trusted != (wanted == "trusted")) return r.name + (r.trusted ? " is trusted" : " is not trusted: ") + r.why;
    return words.take("because") ? contains("the reason", r.why, words.any()) : "";
}

std::string list_is(world& w, const std::string& id, reader& words)
{
    const list_summary l = w.summary_of(id);
    if (to_string(l.health) != words.any()) return id + " is " + std::string(to_string(l.health)) + ' ' + l.why;
    return words.take("because") ? contains("the reason", l.why, words.any()) : "";
}

std::string took(world& w, reader& words)
{
    words.take("at");
    const bool at_most = words.take("most") || !words.take("least");
    const auto is = w.running().summary().elapsed;
    const auto bound = parse_duration(words.any()).value();
    return (at_most ? is <= bound : is >= bound) ? "" : "it took " + std::to_string(is.count()) + " ms";
}

std::string forecast_says(world& w, const std::string& wanted)
{
    std::vector<std::string> lines;
    for (const list_forecast& f : w.running().arithmetic().lists) lines.push_back(f.words);
    return any_contains("the forecasts", lines, wanted);
}

}  // namespace

std::string unmet(world& w, const std::vector<std::string>& all_words)
{
    reader words(all_words);
    const auto health = {"healthy", "unhealthy", "unverified", "untested", "unused"};
    if (words.take("no")) {
        if (words.take("finding")) return found(w, words, false);
        if (words.take("blame")) return w.running().summary().blame;
        const auto v = verdict_named(words.any());
        if (!v) throw std::runtime_error("\"no\" what?");
        return different("their number", of_verdict(w.running().summary().counts, *v), 0);
    }
    if (words.take("finding")) return found(w, words, true);
    if (words.take("note")) return any_contains("the notes", w.sink.notes, words.any());
    if (words.take("blame")) return contains("the blame", w.running().summary().blame, words.any());
    if (words.take("failure")) {
        const auto failure = w.running().summary().failure;
        return failure ? contains("the failure", failure->to_string(), words.any()) : "there is no failure";
    }
    if (words.take("forecast")) return forecast_says(w, words.any());
    if (words.take("stopped")) return w.running().summary().stopped ? "" : "it was not stopped";
    if (words.take("finished")) return different("the number of ends told", static_cast<std::uint64_t>(w.sink.ends), 1);
    if (words.take("took")) return took(w, words);
    if (words.take("question")) {
        const std::string name = words.any();
        return different("how often it was asked", w.pipeline.asked(name), std::stoull(words.any()));
    }
    if (words.look().starts_with("resolver-")) {
        const std::string which = words.any();
        return resolver_is(w, which, words);
    }
    const std::string& first = words.look();
    if (verdict_named(first) || first == "open" || first == "sent" || first == "questions") return count(w, "", words);
    const std::string id = words.any();
    if (std::find(health.begin(), health.end(), words.look()) != health.end()) return list_is(w, id, words);
    return count(w, id, words);
}

}  // namespace offlist::test
