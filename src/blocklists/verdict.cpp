#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <core/utf8.hpp>
#include <offlist/verdict.hpp>

namespace offlist {
namespace {

constexpr std::uint32_t error_codes = 0x7FFFFF00;  // 127.255.255.0/24
constexpr std::uint32_t too_many_questions = 0x7FFFFFFF;

constexpr bool loopback(std::uint32_t address)
{
    return address >> 24 == 127;
}
constexpr bool error_code(std::uint32_t address)
{
    return (address & 0xFFFFFF00) == error_codes;
}

constexpr quick_judgement listed{verdict::listed, unknown_reason::none};
constexpr quick_judgement informational{verdict::informational, unknown_reason::none};
constexpr quick_judgement no_blocklist_answer{verdict::unknown, unknown_reason::not_a_blocklist_answer};

// Which of two opinions about the addresses of one answer prevails: the one with the higher rank.
int rank(const quick_judgement& j)
{
    if (j.what == verdict::unknown && j.reason != unknown_reason::not_a_blocklist_answer) return 3;  // an error code
    if (j.what == verdict::listed) return 2;
    if (j.what == verdict::informational) return 1;
    return 0;  // no rule knows the address
}

quick_judgement stronger(const quick_judgement& a, const quick_judgement& b)
{
    return rank(b) > rank(a) ? b : a;
}

quick_judgement says(const answer_rule& rule)
{
    switch (rule.result) {
        case verdict::listed:
            return listed;
        case verdict::informational:
            return informational;
        default:  // a rule never says clean (the definition's reader refuses it), and unknown always has a reason
            return {verdict::unknown,
                    rule.reason == unknown_reason::none ? unknown_reason::blocked_by_list : rule.reason};
    }
}

bool matches_bit(const answer_rule& rule, std::uint32_t address)
{
    const unsigned shift = 8U * (4U - rule.octet);
    return ((address >> shift) & rule.bit) != 0;
}

// The address rule for `address`: an exact code wherever it stands, else the first range. Null: none.
const answer_rule* address_rule(const blocklist& list, std::uint32_t address) noexcept
{
    const answer_rule* range = nullptr;
    for (const answer_rule& rule : list.answers) {
        if (rule.bit != 0 || address < rule.first || address > rule.last) continue;
        if (rule.first == rule.last) return &rule;
        if (range == nullptr) range = &rule;
    }
    return range;
}

// What one address of 127.0.0.0/8 means. `matched` is called with the meaning of each rule that applies.
template <class Matched>
quick_judgement weigh_address(std::uint32_t address, const blocklist& list, Matched&& matched)
{
    const answer_rule* const rule = address_rule(list, address);
    if (error_code(address)) {
        const bool too_many = address == too_many_questions;
        if (rule != nullptr && rule->result == verdict::unknown)
            matched(std::string_view(rule->means));
        else
            matched(std::string_view(too_many ? "error code: too many questions" : "error code: question refused"));
        return {verdict::unknown, too_many ? unknown_reason::rate_limited : unknown_reason::blocked_by_list};
    }
    if (rule != nullptr) {
        matched(std::string_view(rule->means));
        return says(*rule);
    }
    quick_judgement strongest = no_blocklist_answer;
    for (const answer_rule& bit : list.answers) {
        if (bit.bit == 0 || !matches_bit(bit, address)) continue;
        matched(std::string_view(bit.means));
        strongest = stronger(strongest, says(bit));
    }
    return strongest;
}

template <class Matched>
quick_judgement weigh(const answer& said, const blocklist& list, Matched&& matched)
{
    const auto addresses = said.addresses.view();
    quick_judgement strongest = no_blocklist_answer;
    for (const std::uint32_t address : addresses)
        if (loopback(address)) strongest = stronger(strongest, weigh_address(address, list, matched));
    if (said.alias || !std::all_of(addresses.begin(), addresses.end(), loopback)) return no_blocklist_answer;
    return strongest;
}

constexpr quick_judgement unknown(unknown_reason reason)
{
    return {verdict::unknown, reason};
}

template <class Matched>
quick_judgement judge_with(const answer& said, const blocklist& list, Matched&& matched)
{
    switch (said.status) {
        case answer_status::no_such_name:
        case answer_status::no_data:
            // An alias that leads nowhere is still a parked or redirected zone, not a list saying "no".
            return said.alias ? no_blocklist_answer : quick_judgement{verdict::clean, unknown_reason::none};
        case answer_status::answered:
            return weigh(said, list, matched);
        case answer_status::timeout:
        case answer_status::unreachable:
            return unknown(unknown_reason::timeout);
        case answer_status::refused:
            return unknown(unknown_reason::refused);
        case answer_status::servfail:
            return unknown(unknown_reason::servfail);
        case answer_status::malformed:
            return unknown(unknown_reason::malformed);
        case answer_status::truncated:
            return unknown(unknown_reason::truncated);
    }
    return unknown(unknown_reason::malformed);
}

// Characters that would move, hide or reorder what stands around them on a terminal or a page.
bool disturbs(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

void trim(std::string& text)
{
    text.erase(text.find_last_not_of(' ') + 1);
    text.erase(0, text.find_first_not_of(' '));
}

}  // namespace

quick_judgement judge_quickly(const answer& said, const blocklist& list) noexcept
{
    return judge_with(said, list, [](std::string_view) {});
}

judgement judge(const answer& said, const blocklist& list)
{
    judgement result;
    const auto keep_meaning = [&result](std::string_view meaning) {
        if (!meaning.empty() &&
            std::find(result.meanings.begin(), result.meanings.end(), meaning) == result.meanings.end())
            result.meanings.emplace_back(meaning);
    };
    const quick_judgement quick = judge_with(said, list, keep_meaning);
    result.what = quick.what;
    result.reason = quick.reason;
    for (const std::uint32_t address : said.addresses.view()) result.codes.push_back(address_v4(address).to_string());
    return result;
}

std::string sanitised(std::string_view text)
{
    constexpr std::size_t longest = 400;  // octets; the longest reasons that real lists give are about half of it
    std::string clean;
    while (!text.empty()) {
        const code_point next = first_code_point(text);
        std::string_view shown = text.substr(0, next.octets);
        if (!next.valid) shown = "\uFFFD";
        if (disturbs(next.value)) shown = " ";
        text.remove_prefix(next.octets);
        if (clean.empty() && shown == " ") continue;
        if (clean.size() + shown.size() > longest) break;
        clean += shown;
    }
    trim(clean);
    return clean;
}

}  // namespace offlist
