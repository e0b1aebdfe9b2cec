// Fuzzes what a name server may send: any octets, read as an answer and judged against a list with every kind of rule.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <dns/message.hpp>
#include <offlist/verdict.hpp>
#include <span>

namespace {

using namespace offlist;

// Not assert(): the corpus is also run by builds without assertions.
void must(bool holds)
{
    if (!holds) std::abort();
}

answer_rule rule(std::uint32_t first, std::uint32_t last, verdict result, const char* means)
{
    answer_rule r;
    r.first = first;
    r.last = last;
    r.result = result;
    if (result == verdict::unknown) r.reason = unknown_reason::blocked_by_list;
    r.means = means;
    return r;
}

answer_rule bit_rule(std::uint8_t bit, std::uint8_t octet, const char* means)
{
    answer_rule r;
    r.bit = bit;
    r.octet = octet;
    r.means = means;
    return r;
}

const blocklist& rich_list()
{
    static const blocklist list = [] {
        blocklist l;
        l.id = "rich";
        l.zone = "bl.test";
        l.subjects = {true, true, true};
        l.answers = {rule(0x7f000001, 0x7f000001, verdict::unknown, "refused"),
                     rule(0x7f000002, 0x7f00000b, verdict::listed, "exact"),
                     rule(0x7f000100, 0x7f0001ff, verdict::informational, "range"), bit_rule(64, 4, "abuse"),
                     bit_rule(128, 3, "phishing")};
        return l;
    }();
    return list;
}

void read_and_judge(std::span<const std::uint8_t> message, record_type type)
{
    const answer said = dns::read_answer(message, type);
    const bool records = !said.addresses.empty() || !said.texts.empty();
    must((said.status == answer_status::answered) == records || said.status == answer_status::no_such_name);
    must(type == record_type::a ? said.texts.empty() : said.addresses.empty());
    must(said.ttl <= 0x7fffffff);

    const judgement judged = judge(said, rich_list());
    const quick_judgement quick = judge_quickly(said, rich_list());
    must(judged.what == quick.what && judged.reason == quick.reason);
    must((judged.what == verdict::unknown) == (judged.reason != unknown_reason::none));
    must(judged.what != verdict::listed || !said.addresses.empty());

    for (const std::string& text : said.texts) {
        const std::string shown = sanitised(text);
        must(shown.size() <= 400);
        must(std::none_of(shown.begin(), shown.end(),
                          [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }));
        must(sanitised(shown) == shown);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::span<const std::uint8_t> message(data, size);
    read_and_judge(message, record_type::a);
    read_and_judge(message, record_type::txt);

    dns::wire_name name;
    std::array<std::uint8_t, dns::max_question_size> question{};
    if (size >= dns::header_size && name.assign("2.0.0.127.bl.test")) {
        const std::size_t asked = dns::write_question(question, 0, name, record_type::a, dns::edns::with);
        static_cast<void>(dns::answers(message, std::span<const std::uint8_t>(question).first(asked)));
    }
    return 0;
}
