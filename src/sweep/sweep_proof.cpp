// Which resolvers bring answers of 127.0.0.0/8 home: what the lists' listed test entries show, and what is borrowed of
// other lists where a list has none.
#include <algorithm>
#include <blocklists/question_name.hpp>
#include <boost/assert.hpp>
#include <compare>
#include <utility>

#include "sweep/sweep_state.hpp"

namespace offlist {
namespace {

// Two operators' entries that came home, and nothing lost, are enough; nobody waits for a third.
constexpr std::size_t enough = 2;
// Lenders asked at a time, and how often others are tried where those did not decide.
constexpr int lenders_at_once = 2;
constexpr int tries = 2;

}  // namespace

// Its own tests do not prove a resolver.
bool sweep::state::leans(const course& c) const
{
    return !proves_resolver(lists_[c.list].definition, c.kind);
}

bool sweep::state::somebody_lends() const
{
    return std::any_of(lists_.begin(), lists_.end(), [](const list_track& t) { return t.lends && !t.lends_no_more; });
}

void sweep::state::note_entry(std::uint32_t list, std::uint8_t resolver, const answer& said, dns::steady_time asked_at,
                              bool again)
{
    list_track& t = lists_[list];
    sighting& s = t.seen[resolver];
    const entry_seen what = entry_in(said, t.definition);
    const bool home = what == entry_seen::right || what == entry_seen::coded;
    // whoever asked before: its own test and a loan may be under way side by side
    if (home && (s.later || s.what == entry_seen::lost)) {
        s.later = true;
        s.asked_at = asked_at;
        return;
    }
    if (again && s.what == entry_seen::lost) return;  // the first answer of a round counts
    s.asked_at = asked_at;
    s.what = s.later ? entry_seen::lost : what;
}

void sweep::state::note_test(const course& c, test_question about, const answer& said, dns::steady_time asked_at)
{
    if (!about.listed) return;
    if (!leans(c))
        return note_entry(c.list, about.resolver, said, asked_at,
                          lists_[c.list].seen[about.resolver].asked_at >= c.test_began);
    if (entry_in(said, lists_[c.list].definition) == entry_seen::right) short_name_at_[about.resolver] = asked_at;
}

sweep::state::standing sweep::state::standing_of(std::uint8_t resolver, dns::steady_time since) const
{
    standing all;
    // SERVFAIL alone is anybody's fault; beside a list of which everything but the listed entry is answered, it is the
    // same resolver's doing
    const bool withholds = std::any_of(courses_.begin(), courses_.end(), [&](const course& c) {
        return c.tested_at >= since && (c.tested.withheld >> resolver & 1U) != 0;
    });
    for (std::uint32_t l = 0; l < lists_.size(); ++l) {
        const sighting& s = lists_[l].seen[resolver];
        if (!lists_[l].lends || s.asked_at < since) continue;
        if (s.what == entry_seen::right) ++all.right;
        if (s.what == entry_seen::coded) ++all.coded;
        const bool withheld = withholds && s.what == entry_seen::failed;
        if (s.what != entry_seen::lost && !withheld) continue;
        all.withheld += withheld ? 1 : 0;
        all.lost.push_back(l);
        if (s.later) all.later.push_back(l);
        all.first_loss = std::min(all.first_loss, s.asked_at);
    }
    return all;
}

// Whether some listed entry is still to be answered through this resolver.
bool sweep::state::proof_under_way(std::uint8_t resolver, dns::steady_time since) const
{
    if (std::any_of(loans_.begin(), loans_.end(), [&](const loan& l) { return l.resolver == resolver; })) return true;
    return std::any_of(courses_.begin(), courses_.end(), [&](const course& c) {
        return c.testing && !c.proving && c.test_began >= since && !leans(c) && (candidates(c) >> resolver & 1U) != 0 &&
               lists_[c.list].seen[resolver].asked_at < c.test_began;
    });
}

// Its own tests are right. Through which resolvers they prove something is decided by what came home of other entries
// in the same tests.
void sweep::state::seek_proof(std::uint32_t number, dns::steady_time now)
{
    course& c = courses_[number];
    BOOST_ASSERT(c.testing && c.proving);
    std::uint32_t proven = 0, wanting = 0;
    for (std::uint8_t r = 0; r < watch_.size(); ++r) {
        if ((c.tested.good >> r & 1U) == 0) continue;
        const standing s = standing_of(r, c.test_began);
        if (s.right >= s.lost.size() + enough) {
            proven |= 1U << r;
            continue;
        }
        if (proof_under_way(r, c.test_began)) return;  // this is called again when it is answered
        (s.right > s.lost.size() ? proven : wanting) |= 1U << r;
    }
    if (wanting != 0 && c.borrowed < tries) {
        ++c.borrowed;
        bool asked = false;
        for (std::uint8_t r = 0; r < watch_.size(); ++r)
            if ((wanting >> r & 1U) != 0) asked |= borrow(c.list, r, c.test_began);
        if (asked) return;
    }
    c.tested.good = proven;
    conclude_probe(number, now);
}

// Through which of the resolvers that its own tests are good others' entries have come home so far.
std::uint32_t sweep::state::proven_by(const course& c) const
{
    std::uint32_t proven = 0;
    for (std::uint8_t r = 0; r < watch_.size(); ++r) {
        if ((c.tested.good >> r & 1U) == 0) continue;
        const standing s = standing_of(r, c.test_began);
        if (s.right > s.lost.size()) proven |= 1U << r;
    }
    return proven;
}

// Asks listed entries of lists that were not asked through this resolver since then. False: there is nobody to ask.
bool sweep::state::borrow(std::uint32_t for_list, std::uint8_t resolver, dns::steady_time since)
{
    struct candidate {
        int rank;
        std::uint32_t list;
        auto operator<=>(const candidate&) const = default;
    };
    std::vector<candidate> all;
    for (std::uint32_t l = 0; l < lists_.size(); ++l) {
        const list_track& t = lists_[l];
        if (!t.lends || t.lends_no_more || t.seen[resolver].asked_at >= since) continue;
        bool sick = false, well = false;
        for (const course& c : courses_) {
            sick |= c.list == l && (c.health == list_state::unhealthy || c.health == list_state::unverified);
            well |= c.list == l && c.health == list_state::healthy;
        }
        if (sick) continue;
        // the list's own entry of another kind proves most: it is the same zone on the same servers
        const int rank = (l == for_list ? 0 : 4) + (well ? 0 : 2) + (t.definition.limits.per_day ? 1 : 0);
        all.push_back({rank, l});
    }
    std::sort(all.begin(), all.end());
    std::vector<std::string_view> operators;
    for (const candidate& one : all) {
        if (operators.size() == lenders_at_once) break;
        const std::string_view whose = operator_of(lists_[one.list].definition);
        if (std::find(operators.begin(), operators.end(), whose) != operators.end()) continue;
        operators.push_back(whose);
        loans_.push_back({.list = one.list, .resolver = resolver});
    }
    return !operators.empty();
}

bool sweep::state::ask_loan(dns::outgoing& q, dns::steady_time now)
{
    for (loan& l : loans_) {
        list_track& t = lists_[l.list];
        if (l.flying || !t.rate.ready(now)) continue;
        if (!t.budget.take(1, today_)) {
            if (const auto& failure = t.budget.failure()) return fail(*failure), false;
            t.lends_no_more = true;
            loan_ended(l.list, l.resolver, now);
            return false;  // whoever waited for it may have changed everything
        }
        const bool fits = q.name.assign(test_question_name(t.definition, *t.lends, true));
        BOOST_VERIFY(fits);  // the definition's loader leaves room for it
        l.flying = true;
        ++t.lent;
        const std::uint32_t place = take_slot(asked_for::loan, l.list, now);
        slots_[place].resolver = l.resolver;
        q.type = record_type::a;
        q.servers = 1U << l.resolver;
        q.tag = tag_of(place);
        t.rate.spend(now);
        return true;
    }
    return false;
}

void sweep::state::loan_answered(std::uint32_t list, std::uint8_t resolver, const answer& said,
                                 dns::steady_time asked_at, dns::steady_time now)
{
    const auto found = std::find_if(loans_.begin(), loans_.end(),
                                    [&](const loan& l) { return l.list == list && l.resolver == resolver; });
    BOOST_ASSERT(found != loans_.end() && found->flying);
    note_entry(list, resolver, said, asked_at, found->losses > 0);
    found->flying = false;
    if (is_lost(said) && found->losses++ < probe::looks_after_a_loss) return;  // asked again
    loan_ended(list, resolver, now);
}

void sweep::state::loan_ended(std::uint32_t list, std::uint8_t resolver, dns::steady_time now)
{
    std::erase_if(loans_, [&](const loan& l) { return l.list == list && l.resolver == resolver; });
    proofs_progressed(now);
}

// Something was answered that a proof or a judgement may have waited for.
void sweep::state::proofs_progressed(dns::steady_time now)
{
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number)
        if (courses_[number].testing && courses_[number].proving) seek_proof(number, now);
    if (!finished_) blame_resolvers(dns::steady_time::max(), now);
    if (!finished_) judge_suspects(now);
}

}  // namespace offlist
