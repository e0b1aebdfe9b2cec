#include <algorithm>
#include <offlist/checker.hpp>
#include <utility>

#include "blocklists/question_name.hpp"

namespace offlist {
namespace {

constexpr std::size_t longest_name = 253;  // octets as text, RFC 1035 section 2.3.4

bool outside_loopback(std::uint32_t address)
{
    return address >> 24 != 127;
}

// What keeps any answer, wanted or not, from being a list's answer. Empty: nothing.
std::string broken(const blocklist& list, const answer& said)
{
    switch (said.status) {
        case answer_status::timeout:
            return "no answer (timeout)";
        case answer_status::unreachable:
            return "no answer (no resolver could be reached)";
        case answer_status::refused:
            return "REFUSED";
        case answer_status::servfail:
            return "SERVFAIL";
        case answer_status::malformed:
            return "an answer that cannot be read";
        case answer_status::truncated:
            return "a truncated answer whose rest did not come";
        default:
            break;
    }
    if (said.alias) return "answers with an alias (CNAME), which is no listing (RFC 6471 section 3.3)";
    const auto addresses = said.addresses.view();
    const auto outside = std::find_if(addresses.begin(), addresses.end(), outside_loopback);
    if (outside != addresses.end())
        return "answers " + address_v4(*outside).to_string() + ", outside 127.0.0.0/8 (RFC 6471 section 3.3)";

    for (const std::uint32_t address : addresses) {
        answer alone;
        alone.status = answer_status::answered;
        alone.addresses.push_back(address);
        const unknown_reason reason = judge_quickly(alone, list).reason;
        if (reason == unknown_reason::blocked_by_list)
            return "refuses this resolver (" + address_v4(address).to_string() + ')';
        if (reason == unknown_reason::rate_limited)
            return "says that this resolver asks too much (" + address_v4(address).to_string() + ')';
    }
    return {};
}

bool says_no(const answer& said)
{
    return said.status == answer_status::no_such_name || said.status == answer_status::no_data;
}

// Asks for one test entry; none: the list does not have it.
boost::asio::awaitable<std::optional<answer>> ask_test(resolver& dns, const blocklist& list, subject_kind kind,
                                                       bool listed)
{
    question q;
    q.name = test_question_name(list, kind, listed);
    if (q.name.empty()) co_return std::nullopt;
    answer said = co_await dns.ask(std::move(q));
    co_return said;
}

}  // namespace

health health_of(const blocklist& list, const answer* to_listed, const answer* to_unlisted)
{
    if (to_listed == nullptr && to_unlisted == nullptr)
        return {false, "has no test entries, so nobody can tell whether it works (RFC 5782 section 7)"};
    for (const answer* said : {to_listed, to_unlisted}) {
        if (said == nullptr) continue;
        if (std::string why = broken(list, *said); !why.empty()) return {false, std::move(why)};
    }
    if (to_listed != nullptr && (says_no(*to_listed) || to_listed->addresses.empty()))
        return {false, to_listed->status == answer_status::no_such_name
                           ? "does not list its test entry (NXDOMAIN): it answers nothing"
                           : "does not list its test entry (no data): it answers nothing"};
    if (to_unlisted != nullptr && !says_no(*to_unlisted))
        return {false, "lists its must-not-be-listed test entry: it lists the world"};
    return {true, {}};
}

boost::asio::awaitable<health> test_health(resolver& dns, const blocklist& list, subject_kind kind)
{
    const std::optional<answer> to_listed = co_await ask_test(dns, list, kind, true);
    const std::optional<answer> to_unlisted = co_await ask_test(dns, list, kind, false);
    co_return health_of(list, to_listed ? &*to_listed : nullptr, to_unlisted ? &*to_unlisted : nullptr);
}

boost::asio::awaitable<finding> check(resolver& dns, subject about, const blocklist& list)
{
    static const real_clock machine;
    return check(dns, std::move(about), list, machine);
}

boost::asio::awaitable<finding> check(resolver& dns, subject about, const blocklist& list, const clock& time)
{
    finding found;
    found.blocklist = list.id;
    found.scope = list.scope;
    found.asked_at = time.now_seconds();
    question q;
    q.name = question_name(about, list);
    found.subject = std::move(about);
    if (q.name.size() > longest_name) {  // such a question has no wire form, so nobody can answer it
        found.judged.reason = unknown_reason::malformed;
        co_return found;
    }
    question reason = q;
    reason.type = record_type::txt;

    const answer said = co_await dns.ask(std::move(q));
    found.judged = judge(said, list);
    found.ttl = said.ttl;
    if (said.status != answer_status::unreachable) found.resolver = dns.server_name(said.server);
    if (found.judged.what == verdict::listed) {
        const answer why = co_await dns.ask(std::move(reason));  // its failure changes no verdict: it is only words
        for (const std::string& text : why.texts) found.texts.push_back(sanitised(text));
    }
    co_return found;
}

}  // namespace offlist
