#include <sweep/scenario.hpp>

#include <core/duration.hpp>
#include <optional>
#include <stdexcept>
#include <support/play_script.hpp>
#include <support/script_words.hpp>
#include <sweep/expectation.hpp>
#include <sweep/world.hpp>

namespace offlist::test {
namespace {

milliseconds duration(const std::string& text)
{
    return parse_duration(text).value();
}

list_conduct conduct_named(const std::string& name)
{
    using form = list_conduct::form;
    if (name == "normally") return {};
    if (name == "everything") return {.what = form::everything};
    if (name == "nothing") return {.what = form::nothing};
    if (name == "silence") return {.what = form::silence};
    if (name == "REFUSED") return {.what = form::status, .status = answer_status::refused};
    if (name == "SERVFAIL") return {.what = form::status, .status = answer_status::servfail};
    return {.what = form::address, .address = number(name)};
}

resolver_conduct resolver_conduct_named(const std::string& name)
{
    if (name == "honest") return resolver_conduct::honest;
    if (name == "rewriting") return resolver_conduct::rewriting;
    if (name == "silent") return resolver_conduct::silent;
    if (name == "refusing-invalid") return resolver_conduct::refusing_invalid;
    if (name == "removing") return resolver_conduct::removing;
    if (name == "emptying") return resolver_conduct::emptying;
    if (name == "failing") return resolver_conduct::failing;
    if (name == "strict") return resolver_conduct::strict;
    if (name == "refusing") return resolver_conduct::refusing;
    throw std::runtime_error("no resolver is " + name);
}

class player {
public:
    // One line; what it found wrong.
    std::string play(word_list words)
    {
        if (words.empty()) return "";
        const std::string& verb = words.front();
        if (verb == "resolver") {
            resolvers_.push_back(word(words, 1));
            return "";
        }
        if (!world_) world_ = resolvers_.empty() ? std::make_unique<world>() : std::make_unique<world>(resolvers_);
        if (verb == "expect") {
            words.erase(words.begin());
            return unmet(*world_, words);
        }
        if (verb == "list" || verb == "lender")
            list(words);
        else if (verb == "set")
            set(words);
        else if (verb == "inventory")
            world_->inventory(word(words, 1));
        else if (verb == "sweep")
            return run(words);
        else if (verb == "stop")
            world_->running().stop();
        else
            event(words);
        return "";
    }

private:
    void list(const word_list& words)
    {
        blocklist& l = world_->list(word(words, 1), option(words, "zone").value(), {});
        for (const std::string& name : parts(option(words, "subjects").value()))
            for (int k = 0; k < subject_kinds; ++k)
                if (to_string(static_cast<subject_kind>(k)) == name) add_kind(l, static_cast<subject_kind>(k), words);
        if (words.front() == "lender") world_->lends(l.id);
        l.operator_name = option(words, "by").value_or("");
        if (const auto n = option(words, "per_second")) l.limits.per_second = std::stod(*n);
        if (const auto n = option(words, "per_day")) l.limits.per_day = std::stoll(*n);
        if (const auto n = option(words, "used")) {
            const auto day = std::chrono::floor<std::chrono::days>(world_->time.now());
            booking used{.list = l.id, .day = day, .per_day = std::stoll(*n), .wanted = std::stoll(*n), .granted = 0};
            world_->budget->book({&used, 1}).value();
        }
    }

    static void add_kind(blocklist& l, subject_kind kind, const word_list& words)
    {
        const auto k = static_cast<std::size_t>(kind);
        l.subjects[k] = true;
        l.tests[k] = standard_entry(kind);
        if (const auto entry = option(words, "listed")) l.tests[k].listed = *entry == "none" ? "" : *entry;
        if (const auto entry = option(words, "unlisted")) l.tests[k].unlisted = *entry == "none" ? "" : *entry;
    }

    void set(const word_list& words)
    {
        const std::string& what = word(words, 1);
        sweep_options& o = world_->options;
        if (what == "probe_every")
            o.probe_every = duration(word(words, 2));
        else if (what == "max_duration")
            o.max_duration = duration(word(words, 2));
        else if (what == "end_within")
            o.end_within = duration(word(words, 2));
        else if (what == "test_patience")
            o.test_patience = duration(word(words, 2));
        else if (what == "latency")
            world_->latency = duration(word(words, 2));
        else if (what == "confirm_buffer")
            o.confirm_buffer = std::stoul(word(words, 2));
        else if (what == "negative_ttl")
            world_->negative_ttl = static_cast<std::uint32_t>(std::stoul(word(words, 2)));
        else if (what == "report_clean")
            o.report_clean = true;
        else if (what == "count_unasked")
            o.report_unasked = false;
        else
            throw std::runtime_error("nothing to set is called " + what);
    }

    void event(word_list words)
    {
        milliseconds after{0};
        if (words.front() == "after") {
            after = duration(word(words, 1));
            words.erase(words.begin(), words.begin() + 2);
        }
        const std::string &who = word(words, 0), &does = word(words, 1), &what = word(words, 2);
        if (who.starts_with("resolver-") && does == "is") {
            world_->conduct(std::stoul(who.substr(9)) - 1, after, resolver_conduct_named(what));
        } else if (does == "lists") {
            std::vector<std::uint32_t> addresses;
            for (const std::string& code : parts(option(words, "with").value())) addresses.push_back(number(code));
            world_->entry(who, what, addresses, option(words, "text").value_or(""));
        } else if (does == "answers") {
            list_conduct conduct = conduct_named(what);
            conduct.subjects_only = option(words, "to") == "subjects";
            conduct.entry_only = option(words, "to") == "entry";
            const auto through = option(words, "through");
            world_->conduct(who, after, conduct, through ? std::stoi(*through) - 1 : -1);
        } else {
            throw std::runtime_error("this line means nothing");
        }
    }

    std::string run(const word_list& words)
    {
        if (const auto bound = option(words, "for")) {
            world_->begin();
            world_->pipeline.advance(duration(*bound));
            return "";
        }
        if (words.size() > 1 && words[1] == "again") {
            world_->sink = recorder{};
            world_->begin();
        }
        return world_->run() ? "" : "the sweep did not come to its end";
    }

    std::vector<std::string> resolvers_;
    std::unique_ptr<world> world_;
};

}  // namespace

std::vector<std::string> run_scenario(const std::filesystem::path& file)
{
    return play_script(file, player());
}

}  // namespace offlist::test
