// Whom to blame: a list, a resolver or the network.
#include <algorithm>
#include <utility>

#include "sweep/sweep_state.hpp"

namespace offlist {
namespace {

bool is_active(phase p)
{
    return p == phase::waiting || p == phase::opening || p == phase::asking || p == phase::suspect;
}

constexpr std::string_view refuses_us =
    "refuses or fails every question, names under .invalid too: may this machine ask it? unbound: access-control; "
    "BIND: allow-query and allow-recursion; dnsmasq: local-service";

}  // namespace

// A list that fails alone is sick; many that fail together are cut off, or read through a resolver that removes
// answers. So the first failure that need not be the list's has every other list tested, and is judged when all have
// been.
void sweep::state::judge_suspects(dns::steady_time now)
{
    if (!suspects_since_ || !all_tested_since(*suspects_since_, now)) return;
    if (finished_ || !suspects_since_ || !loans_.empty()) return;
    const dns::steady_time since = *suspects_since_;
    if (!losses_judged(since, now) || finished_) return;
    suspects_since_.reset();
    judge_failures(since);
}

// Lists that lost their listed entries. False: other lists' entries were borrowed to compare.
bool sweep::state::losses_judged(dns::steady_time since, dns::steady_time now)
{
    blame_resolvers(since, now);
    bool asked = false;
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number) {
        course& c = courses_[number];
        if (c.now != phase::suspect || c.tested.lost == 0) continue;
        const std::uint32_t through = c.tested.lost & watch_.trusted();
        bool others_come_home = false;
        for (std::uint8_t r = 0; r < watch_.size(); ++r) {
            if ((through >> r & 1U) == 0) continue;
            const standing s = standing_of(r, since);
            others_come_home |= s.right + s.coded > 0;
        }
        if (others_come_home) {
            give_up(number, list_state::unhealthy, unknown_reason::list_unhealthy, std::string(c.why));
        } else if (through == 0) {
            give_up(number, list_state::unverified, unknown_reason::resolver_untrusted, "no resolver can be believed");
        } else if (c.borrowed == 0) {
            ++c.borrowed;
            for (std::uint8_t r = 0; r < watch_.size(); ++r)
                if ((through >> r & 1U) != 0) asked |= borrow(c.list, r, since);
            if (!asked) --number;  // nobody to compare with: judged at once
        } else if (!asked) {
            give_up(number, list_state::unverified, unknown_reason::resolver_untrusted,
                    words_for_a_lone_loss(c.why, lists_[c.list].definition.zone));
        }
    }
    return !asked;
}

// Lists that failed by silence and other passing faults.
void sweep::state::judge_failures(dns::steady_time since)
{
    std::size_t failed = 0, silent = 0, probed = 0;
    for (std::size_t l = 0; l < lists_asked_; ++l) {
        bool list_probed = false, list_failed = false, list_silent = false;
        for (const course& c : courses_) {
            if (c.list != l) continue;
            // tests that began before the first failure count when they failed too
            const bool failed_too = c.now == phase::suspect;
            if (!failed_too && (c.tested_at < since || entries_of(c) == 0)) continue;
            list_probed = true;
            if (!failed_too) continue;
            list_failed = true;
            list_silent |= c.suspicion == unknown_reason::timeout;
        }
        probed += list_probed ? 1 : 0;
        failed += list_failed ? 1 : 0;
        silent += list_silent ? 1 : 0;
    }
    const std::uint32_t refusing = watch_.trusted() & watch_.refusing();
    const bool canaries_fail = refusing != 0 && refusing == watch_.trusted();
    const bool network = network_is_to_blame(failed, silent, probed, canaries_fail);
    if (network) {
        blame_ = std::to_string(failed) + " of " + std::to_string(probed) + (probed == 1 ? " list" : " lists") +
                 " failed the test entries alike: the network or the resolvers are to blame, not the lists";
        sink_.note(blame_);
    }
    if (network && canaries_fail && failed == probed && silent < failed) {
        for (std::uint8_t r = 0; r < watch_.size(); ++r)
            if ((refusing >> r & 1U) != 0) watch_.refuses_everything(r, std::string(refuses_us));
        for (const std::string& text : watch_.take_notes()) sink_.note(text);
    }
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number) {
        course& c = courses_[number];
        if (c.now != phase::suspect) continue;
        if (network)
            give_up(number, list_state::unverified, c.suspicion, c.why + (probed == 1 ? "" : ", like most lists"));
        else
            give_up(number, list_state::unhealthy, unknown_reason::list_unhealthy, std::string(c.why));
    }
}

// A course may end without another test; whoever waited for its tests must not wait for ever.
void sweep::state::judge_again(dns::steady_time now)
{
    if (!std::exchange(judge_again_, false) || finished_) return;
    proofs_progressed(now);
}

bool sweep::state::all_tested_since(dns::steady_time moment, dns::steady_time now)
{
    bool all = true;
    for (std::uint32_t number = 0; number < courses_.size(); ++number) {
        course& c = courses_[number];
        if ((c.now != phase::opening && c.now != phase::asking) || c.tested_at >= moment) continue;
        all = false;
        if (c.now == phase::asking && !c.closing) close(number, now);
        if (finished_ || !suspects_since_) return false;  // decided within close()
    }
    return all;
}

// A resolver through which lists of different operators lost their listed entries, and nothing came home, removes them.
// With a moment: all lists were tested since then. Without (the far future): lists count whose entry came home through
// another resolver in the same tests, for that is the resolver's doing.
void sweep::state::blame_resolvers(dns::steady_time since, dns::steady_time now)
{
    bool blamed = false;
    for (std::uint8_t r = 0; r < watch_.size(); ++r) {
        if ((watch_.trusted() >> r & 1U) == 0) continue;
        dns::steady_time first = since;
        std::vector<std::uint32_t> lost;
        if (since == dns::steady_time::max()) {
            for (const course& c : courses_) {
                if (c.tested.good == 0 || (c.tested.lost >> r & 1U) == 0 || leans(c)) continue;
                lost.push_back(c.list);
                first = std::min(first, c.tested_at);
            }
            if (lost.size() < 2 || proof_under_way(r, first)) continue;
        }
        const standing s = standing_of(r, first);
        if (since != dns::steady_time::max()) lost = s.lost;
        if (s.right + s.coded > 0) lost = s.later;  // lost and found again: that no list does, whatever others say
        std::vector<std::string_view> operators, names;
        for (const std::uint32_t l : lost) {
            const std::string_view whose = operator_of(lists_[l].definition);
            if (std::find(operators.begin(), operators.end(), whose) != operators.end()) continue;
            operators.push_back(whose);
            names.push_back(lists_[l].definition.id);
        }
        if (operators.size() < 2) continue;
        blamed = true;
        const std::string_view zone = lists_[lost.front()].definition.zone;
        watch_.removes_answers(r,
                               s.withheld > 0 && s.later.empty()
                                   ? words_for_withholding(names, zone)
                                   : words_for_stripping(names, zone, !s.later.empty() || short_name_at_[r] >= first));
    }
    if (blamed) leave_untrusted(now);
}

// What is known of the resolvers has changed: courses go on through those that are left, if any.
void sweep::state::leave_untrusted(dns::steady_time now)
{
    for (const std::string& text : watch_.take_notes()) sink_.note(text);
    const bool none_left = watch_.none_left();
    if (none_left) {
        blame_ = "no resolver can be believed: " + watch_.name_of(0) + ' ' + watch_.why_of(0);
        sink_.note(blame_);
    }
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number) {
        course& c = courses_[number];
        if (!is_active(c.now)) continue;
        if (none_left) {
            give_up(number, list_state::unverified, unknown_reason::resolver_untrusted, "no resolver can be believed");
        } else if (c.now == phase::asking) {
            c.resolvers &= watch_.trusted();
            if (c.resolvers == 0) pause_and_close(number, now);
        }
    }
}

}  // namespace offlist
