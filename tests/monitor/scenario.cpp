#include <monitor/scenario.hpp>

#include <core/duration.hpp>
#include <functional>
#include <memory>
#include <monitor/monitor_world.hpp>
#include <stdexcept>
#include <support/play_script.hpp>
#include <support/script_words.hpp>
#include <sweep/subjects_of.hpp>

namespace offlist::test {
namespace {

using std::chrono::seconds;

seconds duration(const std::string& text)
{
    return std::chrono::duration_cast<seconds>(parse_duration(text).value());
}

monitor_world::mood mood_named(const std::string& name)
{
    using mood = monitor_world::mood;
    if (name == "normally") return mood::well;
    if (name == "silence") return mood::silent;
    if (name == "everything") return mood::everything;
    if (name == "nothing") return mood::nothing;
    if (name == "REFUSED") return mood::refusing;
    throw std::runtime_error("no list answers " + name);
}

std::vector<std::string> subjects_in(const std::string& text)
{
    std::vector<std::string> all;
    for (const subject& s : subjects_of(parts(text), 100'000)) all.push_back(to_string(s));
    return all;
}

// "at most 5", "at least 5", or 5; from place `at` on.
std::string bounded(const std::string& what, double is, const word_list& words, std::size_t at,
                    const std::function<double(const std::string&)>& read)
{
    const bool bound = word(words, at) == "at";
    const double wanted = read(word(words, bound ? at + 2 : at));
    const bool met = !bound ? is == wanted : word(words, at + 1) == "most" ? is <= wanted : is >= wanted;
    return met ? "" : what + " is " + std::to_string(is);
}

double plain(const std::string& text)
{
    return std::stod(text);
}

double as_seconds(const std::string& text)
{
    return static_cast<double>(duration(text).count());
}

class player {
public:
    // One line; what it found wrong.
    std::string play(const word_list& words)
    {
        if (words.empty()) return "";
        if (words.front() == "resolver") {
            resolvers_.push_back(word(words, 1));
            return "";
        }
        if (!world_)
            world_ =
                resolvers_.empty() ? std::make_unique<monitor_world>() : std::make_unique<monitor_world>(resolvers_);
        if (words.front() == "expect") return unmet({words.begin() + 1, words.end()});
        if (!set_up(words) && !happens_to_all(words)) happens_to_list(words);
        return "";
    }

private:
    bool set_up(const word_list& words)
    {
        monitor_world& w = *world_;
        const std::string& verb = words.front();
        if (verb == "set") {
            set(word(words, 1), word(words, 2));
        } else if (verb == "list") {
            blocklist& l = w.list(word(words, 1));
            if (option(words, "listed") == "none") l.tests[0].listed.clear();
            if (const auto n = option(words, "per_second")) l.limits.per_second = std::stod(*n);
            if (const auto n = option(words, "per_day")) l.limits.per_day = std::stoll(*n);
        } else if (verb == "subjects") {
            const auto all = subjects_in(word(words, 1));
            for (const std::string& s : all) w.store.own(s, std::stoll(option(words, "of").value_or("1")));
            if (w.running) w.running->subjects_changed();
        } else if (verb == "removed") {
            remove(word(words, 1));
        } else {
            return false;
        }
        return true;
    }

    bool happens_to_all(const word_list& words)
    {
        monitor_world& w = *world_;
        const std::string& verb = words.front();
        if (verb == "start")
            w.start();
        else if (verb == "stop")
            w.stop();
        else if (verb == "crash")
            w.crash();
        else if (verb == "advance")
            advance(duration(word(words, 1)));
        else if (verb == "forget")
            w.pipeline.forget_asked();
        else if (verb == "network")
            w.network = word(words, 1) == "up";
        else if (verb == "resolvers")
            w.removing = word(words, 1) == "remove", w.strict = word(words, 1) == "stop-at-labels";
        else if (verb == "clock")
            w.time.shift += (word(words, 1) == "back" ? -1 : 1) * duration(word(words, 2));
        else if (verb == "store")
            w.store.full = word(words, 1) == "refuses";
        else if (verb == "staff")
            decide(word(words, 1) == "releases" ? mass_decision::release : mass_decision::dismiss);
        else
            return false;
        return true;
    }

    void happens_to_list(const word_list& words)
    {
        monitor_world& w = *world_;
        const std::string &id = word(words, 0), &does = word(words, 1);
        if (does == "retires") {
            std::erase_if(w.lists, [&](const monitored_list& l) { return l.definition.id == id; });
            w.running->use(w.lists);
        } else if (does == "answers") {
            w.moods[id] = mood_named(word(words, 2));
        } else if (does == "flaps") {
            flaps_.push_back({id, word(words, 2), duration(option(words, "every").value())});
        } else if (does == "lists") {
            for (const std::string& s : subjects_in(word(words, 2))) w.lists_it(id, s);
        } else if (does == "reclassifies") {
            for (const std::string& s : subjects_in(word(words, 2))) w.reclassifies(id, s);
        } else if (does == "clears") {
            for (const std::string& s : subjects_in(word(words, 2))) w.clears(id, s);
        } else {
            throw std::runtime_error("this line means nothing");
        }
    }

    void set(const std::string& what, const std::string& value)
    {
        monitor_options& o = world_->options;
        if (what == "interval")
            o.interval = duration(value);
        else if (what == "listed_interval")
            o.listed_interval = duration(value);
        else if (what == "confirm_after")
            o.confirmation.confirm_after = duration(value);
        else if (what == "confirm_answers")
            o.confirmation.confirm_answers = std::stoi(value);
        else if (what == "confirm_of")
            o.confirmation.confirm_of = std::stoi(value);
        else
            throw std::runtime_error("nothing to set is called " + what);
    }

    // As the store does it: the subject's listings end by themselves.
    void remove(const std::string& text)
    {
        monitor_world& w = *world_;
        for (const std::string& s : subjects_in(text)) w.store.disown(s);
        if (w.running) w.running->subjects_changed();
    }

    void advance(seconds how_long)
    {
        monitor_world& w = *world_;
        if (flaps_.empty()) return w.advance(how_long);
        for (constexpr seconds grain{60}; how_long > seconds(0); how_long -= grain) {
            for (const flap& f : flaps_) {
                if (w.pipeline.now().time_since_epoch() / f.every % 2 == 0)
                    w.lists_it(f.list, f.about);
                else
                    w.clears(f.list, f.about);
            }
            w.advance(std::min(how_long, grain));
        }
    }

    void decide(mass_decision what)
    {
        monitor_world& w = *world_;
        if (w.store.waves.size() != 1) throw std::runtime_error("there is no mass change to decide on");
        w.running->decided(w.store.decide(what), what);
    }

    // expect changes N                          all changes of status so far
    // expect closings N                         listings that have ended
    // expect waves N                            mass changes that wait for staff
    // expect lag at most 1h
    // expect ID is healthy | unhealthy | unverified [because "part of the reason"]
    // expect ID asked [about SUBJECT] [at most | at least] N        questions about subjects
    // expect ID tested [at most | at least] N                       questions about its test entry
    // expect ID a day [at most | at least] N                        questions of any kind on any UTC day
    // expect ID interval [at most | at least] 12h
    // expect ID SUBJECT clean | suspected | listed | clearing [verified | unverified]
    // expect ID SUBJECT went "suspected opened clearing closed"
    std::string unmet(const word_list& words)
    {
        monitor_world& w = *world_;
        const std::string &first = word(words, 0), &second = word(words, 1);
        if (first == "changes")
            return bounded("their number", static_cast<double>(w.store.history.size()), words, 1, plain);
        if (first == "waves")
            return bounded("their number", static_cast<double>(w.store.waves.size()), words, 1, plain);
        if (first == "closings")
            return bounded("their number",
                           static_cast<double>(w.store.count(change::closed) + w.store.count(change::reclassified)),
                           words, 1, plain);
        if (first == "lag")
            return bounded("it", static_cast<double>(w.running->status().lag.count()), words, 1, as_seconds);
        if (second == "is") return health(first, words);
        if (second == "interval") return bounded("it", interval_of(first), words, 2, as_seconds);
        if (second == "tested") return bounded("their number", tests_of(first), words, 2, plain);
        if (second == "a") return bounded("the most of a day", most_a_day(first), words, 3, plain);
        if (second == "asked") {
            const auto about = option(words, "about");
            const auto asked = static_cast<double>(w.asked(first, about.value_or("")).size());
            return bounded("their number", asked, words, about ? 4 : 2, plain);
        }
        if (word(words, 2) == "went") return went(first, second, word(words, 3));
        return state(first, second, words);
    }

    std::string health(const std::string& id, const word_list& words)
    {
        for (const list_status& l : world_->running->status().lists) {
            if (l.blocklist != id) continue;
            if (to_string(l.health) != word(words, 2)) return "it is " + std::string(to_string(l.health)) + ' ' + l.why;
            const auto because = option(words, "because");
            return !because || l.why.find(*because) != std::string::npos ? "" : "the reason is " + l.why;
        }
        return "it is not asked";
    }

    [[nodiscard]] double interval_of(const std::string& id) const
    {
        for (const list_status& l : world_->running->status().lists)
            if (l.blocklist == id) return static_cast<double>(l.interval.count());
        throw std::runtime_error("it is not asked");
    }

    [[nodiscard]] double tests_of(const std::string& id) const
    {
        return static_cast<double>(world_->pipeline.asked("2.0.0.127." + id + ".bl", record_type::a));
    }

    [[nodiscard]] double most_a_day(const std::string& id) const
    {
        constexpr seconds world_begins{8 * 3600};  // of the day; the pipeline's time begins at one hour
        std::map<long, int> days;
        int most = 0;
        for (const asked_question& q : world_->pipeline.asked())
            if (q.name.ends_with('.' + id + ".bl"))
                most = std::max(
                    most, ++days[(q.at.time_since_epoch() - seconds(3600) + world_begins) / std::chrono::hours(24)]);
        return most;
    }

    [[nodiscard]] std::string went(const std::string& id, const std::string& about, const std::string& wanted) const
    {
        std::string is;
        for (const auto& c : world_->store.history)
            if (c.blocklist == id && c.about == about) is += (is.empty() ? "" : " ") + std::string(to_string(c.what));
        return is == wanted ? "" : "it went \"" + is + '"';
    }

    std::string state(const std::string& id, const std::string& about, const word_list& words)
    {
        const stored_listing* const l = world_->store.find(id, about);
        const std::string is(to_string(l == nullptr ? listing_state::clean : l->now.state));
        if (is != word(words, 2)) return "it is " + is;
        if (words.size() < 4) return "";
        const bool unverified = l != nullptr && world_->store.unverified_since(*l).has_value();
        return unverified == (words[3] == "unverified") ? "" : unverified ? "it is not verified" : "it is verified";
    }

    struct flap {
        std::string list, about;
        seconds every;
    };

    std::vector<std::string> resolvers_;
    std::unique_ptr<monitor_world> world_;
    std::vector<flap> flaps_;
};

}  // namespace

std::vector<std::string> run_monitor_scenario(const std::filesystem::path& file)
{
    return play_script(file, player());
}

}  // namespace offlist::test
