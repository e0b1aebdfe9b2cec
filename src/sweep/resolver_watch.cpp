#include "sweep/resolver_watch.hpp"

#include <boost/assert.hpp>
#include <utility>

namespace offlist {
namespace {

std::uint64_t system_seed()
{
    std::random_device from_system;
    return (std::uint64_t{from_system()} << 32) | from_system();
}

std::string dotted(std::uint32_t address)
{
    return std::to_string(address >> 24) + '.' + std::to_string(address >> 16 & 255) + '.' +
           std::to_string(address >> 8 & 255) + '.' + std::to_string(address & 255);
}

}  // namespace

resolver_watch::resolver_watch(const dns::pipeline& through, std::uint64_t seed)
    : random_(seed != 0 ? seed : system_seed())
{
    const std::size_t count = through.server_count();
    BOOST_ASSERT(count > 0 && count <= 32);
    watched_.resize(count);
    for (std::size_t r = 0; r < count; ++r)
        watched_[r].summary.name = through.server_name(static_cast<std::uint8_t>(r));
}

void resolver_watch::begin_round()
{
    BOOST_ASSERT(round_done());
    for (watched& w : watched_) w.to_ask = w.waiting = true;
    open_ = watched_.size();
}

bool resolver_watch::next(dns::wire_name& name, std::uint8_t& resolver)
{
    if (open_ == 0) return false;
    for (std::size_t r = 0; r < watched_.size(); ++r) {
        if (!watched_[r].to_ask) continue;
        watched_[r].to_ask = false;
        // sixteen letters: nobody can have registered or cached it, and no rewriting rule can know it
        std::string text(16, 'a');
        std::uniform_int_distribution<int> letter('a', 'z');
        for (char& c : text) c = static_cast<char>(letter(random_));
        const bool fits = name.assign(text + ".invalid");
        BOOST_VERIFY(fits);
        resolver = static_cast<std::uint8_t>(r);
        return true;
    }
    return false;
}

bool resolver_watch::answered(std::uint8_t resolver, const answer& said)
{
    BOOST_ASSERT(open_ > 0);
    watched& w = watched_[resolver];
    --open_;
    w.waiting = false;
    switch (said.status) {
        case answer_status::no_such_name:
            if (said.alias)
                note(w, seen::rewriting, "rewrites answers: an alias for a name that does not exist");
            else
                note(w, seen::truth, {});
            break;
        case answer_status::answered:
            note(w, seen::rewriting,
                 "rewrites answers: " +
                     (said.addresses.empty() ? std::string("an answer") : dotted(said.addresses.view().front())) +
                     " for a name that does not exist");
            break;
        case answer_status::no_data:
            note(w, seen::rewriting,
                 "rewrites answers: \"no data\" instead of NXDOMAIN for a name that does not exist");
            break;
        case answer_status::timeout:
        case answer_status::unreachable:
            note(w, seen::silence, "does not answer");
            break;
        case answer_status::refused:
        case answer_status::servfail:
        case answer_status::malformed:
        case answer_status::truncated:
            note(w, seen::refusal,
                 "does not resolve names under .invalid, so whether it rewrites answers cannot be told");
            break;
    }
    return open_ == 0;
}

void resolver_watch::end_round()
{
    for (watched& w : watched_) {
        if (!w.waiting) continue;
        w.waiting = w.to_ask = false;
        note(w, seen::silence, "has not answered in time");
    }
    open_ = 0;
}

std::uint32_t resolver_watch::trusted() const
{
    std::uint32_t speaking = 0, silent = 0;
    for (std::size_t r = 0; r < watched_.size(); ++r) {
        const seen last = watched_[r].last;
        if (last == seen::silence)
            silent |= 1U << r;
        else if (last != seen::rewriting && last != seen::removing)
            speaking |= 1U << r;
    }
    return speaking != 0 ? speaking : silent;  // where all are silent, the lists' own tests decide
}

std::vector<resolver_summary> resolver_watch::summary() const
{
    const std::uint32_t mask = trusted();
    std::vector<resolver_summary> all;
    for (std::size_t r = 0; r < watched_.size(); ++r) {
        all.push_back(watched_[r].summary);
        all.back().trusted = (mask >> r & 1U) != 0 && !watched_[r].refuses;
    }
    return all;
}

void resolver_watch::removes_answers(std::uint8_t resolver, std::string why)
{
    note(watched_[resolver], seen::removing, std::move(why));
}

void resolver_watch::refuses_everything(std::uint8_t resolver, std::string why)
{
    watched& w = watched_[resolver];
    if (std::exchange(w.refuses, true)) return;
    w.summary.why = std::move(why);
    notes_.push_back("resolver " + w.summary.name + ' ' + w.summary.why);
}

std::uint32_t resolver_watch::refusing() const
{
    std::uint32_t mask = 0;
    for (std::size_t r = 0; r < watched_.size(); ++r)
        if (watched_[r].last == seen::refusal) mask |= 1U << r;
    return mask;
}

std::vector<std::string> resolver_watch::take_notes()
{
    return std::exchange(notes_, {});
}

void resolver_watch::note(watched& w, seen now, std::string why)
{
    if (w.last == seen::rewriting || w.last == seen::removing)
        return;  // once caught, never believed again in this sweep
    if (now != w.last && !why.empty()) notes_.push_back("resolver " + w.summary.name + ' ' + why);
    if (now != w.last && why.empty() && w.last != seen::nothing)
        notes_.push_back("resolver " + w.summary.name + " answers rightly again");
    w.last = now;
    w.summary.why = std::move(why);
}

}  // namespace offlist
