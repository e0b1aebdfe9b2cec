// Messages on the wire, without a network: names, questions, and answers cut or changed at every octet.
#include <gmock/gmock.h>

#include <array>
#include <dns/client.hpp>
#include <dns/message.hpp>
#include <random>
#include <support/dns_message.hpp>
#include <support/fake_pipeline.hpp>

namespace offlist::test {
namespace {

using dns::edns;
using dns::wire_name;
using testing::ElementsAre;

wire_name wire(std::string_view name)
{
    wire_name w;
    EXPECT_TRUE(w.assign(name)) << name;
    return w;
}

octets asked(std::string_view name, record_type type, edns extended = edns::without)
{
    std::array<std::uint8_t, dns::max_question_size> out{};
    const std::size_t size = dns::write_question(out, 0x1234, wire(name), type, extended);
    return {out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size)};
}

octets listing_of(const octets& question, rcode code = rcode::noerror)
{
    const auto q = read_question(question);
    message_builder m(q->id, {}, true, code);
    m.question(q->section).a(q->name, listed, 60).a(q->name, 0x7f000004, 30);
    return std::move(m).take();
}

TEST(wire_names, are_written_label_by_label)
{
    const wire_name name = wire("2.bl.test");
    const auto view = name.view();
    EXPECT_THAT(std::string(view.begin(), view.end()), std::string("\x01"
                                                                   "2\x02"
                                                                   "bl\x04"
                                                                   "test\0",
                                                                   11));
    EXPECT_EQ(dotted(view), "2.bl.test");
}

TEST(wire_names, keep_the_limits_of_rfc_1035)
{
    wire_name w;
    EXPECT_TRUE(w.assign(std::string(63, 'x')));
    EXPECT_FALSE(w.assign(std::string(64, 'x')));
    EXPECT_FALSE(w.assign("a..b"));
    EXPECT_FALSE(w.assign(".a"));
    EXPECT_FALSE(w.assign("a."));
    EXPECT_FALSE(w.assign(""));
    const std::string label(63, 'x');
    const std::string three = label + '.' + label + '.' + label + '.';
    EXPECT_TRUE(w.assign(three + std::string(61, 'x'))) << "255 octets with the final zero";
    EXPECT_EQ(w.view().size(), 255U);
    EXPECT_FALSE(w.assign(three + std::string(62, 'x')));
}

TEST(questions, are_read_by_an_independent_reader_as_they_were_meant)
{
    for (const edns extended : {edns::without, edns::with}) {
        const auto q = read_question(asked("2.0.0.127.Bl.test", record_type::txt, extended));
        ASSERT_TRUE(q);
        EXPECT_EQ(q->id, 0x1234);
        EXPECT_EQ(q->name, "2.0.0.127.Bl.test");
        EXPECT_EQ(q->type, type_txt);
        EXPECT_EQ(q->klass, class_in);
        EXPECT_TRUE(q->recursion_desired);
        const std::optional<std::uint16_t> expected =
            extended == edns::with ? std::optional(dns::edns_udp_size) : std::nullopt;
        EXPECT_EQ(q->edns_size, expected);
    }
}

TEST(questions, are_answered_only_by_a_response_with_the_very_same_question)
{
    const octets sent = asked("x.bl.test", record_type::a, edns::with);
    const octets right = listing_of(sent);
    EXPECT_TRUE(dns::answers(right, sent));
    const std::size_t question_end = sent.size() - dns::edns_size;
    for (std::size_t at = dns::header_size; at < question_end; ++at) {
        octets changed = right;
        changed[at] ^= 0x20;
        EXPECT_FALSE(dns::answers(changed, sent)) << "octet " << at;
    }
    octets query = right;
    query[2] &= 0x7f;
    EXPECT_FALSE(dns::answers(query, sent)) << "QR clear";
    octets notify = right;
    notify[2] |= 0x20;
    EXPECT_FALSE(dns::answers(notify, sent)) << "another opcode";
    octets two = right;
    two[5] = 2;
    EXPECT_FALSE(dns::answers(two, sent)) << "two questions";
}

TEST(replies, cut_anywhere_are_malformed)
{
    const octets whole = listing_of(asked("x.bl.test", record_type::a));
    EXPECT_EQ(dns::read_answer(whole, record_type::a).status, answer_status::answered);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_EQ(dns::read_answer(cut, record_type::a).status, answer_status::malformed) << size << " octets";
    }
}

TEST(replies, take_the_smallest_ttl_of_several_records)
{
    EXPECT_EQ(dns::read_answer(listing_of(asked("x.bl.test", record_type::a)), record_type::a).ttl, 30U);
}

octets no_of(std::uint32_t soa_ttl, std::uint32_t minimum, rcode code = rcode::nxdomain)
{
    const auto q = read_question(asked("x.bl.test", record_type::a));
    message_builder m(q->id, {}, true, code);
    m.question(q->section).soa("bl.test", soa_ttl, minimum).opt(1232);
    return std::move(m).take();
}

TEST(replies, that_say_no_may_be_kept_as_long_as_rfc_2308_section_5_says)
{
    const auto ttl_of = [](const octets& message) { return dns::read_answer(message, record_type::a).ttl; };
    EXPECT_EQ(ttl_of(no_of(3600, 900)), 900U);
    EXPECT_EQ(ttl_of(no_of(120, 900)), 120U);
    EXPECT_EQ(ttl_of(no_of(120, 900, rcode::noerror)), 120U) << "no data";
    EXPECT_EQ(ttl_of(no_of(0x80000001, 900)), 0U) << "RFC 2181 section 8";
    EXPECT_EQ(ttl_of(no_of(3600, 0xffffffff)), 0U);
}

TEST(replies, that_say_no_without_a_soa_record_say_nothing_about_their_ttl)
{
    const auto q = read_question(asked("x.bl.test", record_type::a));
    message_builder m(q->id, {}, true, rcode::nxdomain);
    m.question(q->section).opt(1232);
    const answer said = dns::read_answer(std::move(m).take(), record_type::a);
    EXPECT_EQ(said.status, answer_status::no_such_name);
    EXPECT_EQ(said.ttl, 0U) << "the OPT record of the additional section is no SOA";
}

TEST(replies, that_say_no_stand_even_when_their_soa_record_cannot_be_read)
{
    const octets whole = no_of(3600, 900);
    const std::size_t question_end = asked("x.bl.test", record_type::a).size();
    for (std::size_t size = question_end; size < whole.size() - dns::edns_size; ++size) {
        const octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const answer said = dns::read_answer(cut, record_type::a);
        EXPECT_EQ(said.status, answer_status::no_such_name) << size;
        EXPECT_EQ(said.ttl, 0U) << size;
    }
}

TEST(replies, with_an_address_that_is_not_four_octets_are_malformed)
{
    const auto q = read_question(asked("x.bl.test", record_type::a));
    for (const std::size_t size : {0U, 3U, 5U, 16U}) {
        message_builder m(q->id, {}, true, rcode::noerror);
        m.question(q->section).answer(wire_of(q->name), type_a, class_in, 60, octets(size, 127));
        EXPECT_EQ(dns::read_answer(std::move(m).take(), record_type::a).status, answer_status::malformed) << size;
    }
}

TEST(replies, with_a_text_longer_than_its_record_are_malformed)
{
    const auto q = read_question(asked("x.bl.test", record_type::txt));
    message_builder m(q->id, {}, true, rcode::noerror);
    m.question(q->section).answer(wire_of(q->name), type_txt, class_in, 60, octets{5, 'a', 'b'});
    EXPECT_EQ(dns::read_answer(std::move(m).take(), record_type::txt).status, answer_status::malformed);
}

TEST(replies, whose_owner_is_written_in_full_or_in_other_case_count)
{
    const auto q = read_question(asked("x.bl.test", record_type::a));
    message_builder m(q->id, {}, true, rcode::noerror);
    m.question(q->section).a("X.BL.test", listed, 60);
    EXPECT_THAT(addresses_of(dns::read_answer(std::move(m).take(), record_type::a)), ElementsAre(listed));
}

// Cut answers are malformed; changed ones may mean anything, but reading them stays within the message. ASan and UBSan
// watch.
TEST(replies, changed_at_random_never_read_outside)
{
    std::mt19937 random(2);
    const octets wholes[] = {listing_of(asked("x.bl.test", record_type::a)), no_of(3600, 900)};
    for (int round = 0; round < 20000; ++round) {
        octets changed = wholes[round / 2 % 2];
        for (std::uint32_t n = 0; n <= random() % 4; ++n)
            changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
        const auto type = round % 2 == 0 ? record_type::a : record_type::txt;
        const std::vector<std::uint8_t> exact(changed);  // no spare octets behind, so that ASan sees one step too far
        const answer said = dns::read_answer(exact, type);
        EXPECT_LE(said.addresses.view().size(), address_list::capacity);
    }
}

TEST(replies, name_each_error_code)
{
    const octets question = asked("x.bl.test", record_type::a);
    const auto status_of = [&](rcode code) {
        const auto q = read_question(question);
        message_builder m(q->id, {}, true, code);
        m.question(q->section);
        return dns::read_answer(std::move(m).take(), record_type::a).status;
    };
    EXPECT_EQ(status_of(rcode::noerror), answer_status::no_data);
    EXPECT_EQ(status_of(rcode::nxdomain), answer_status::no_such_name);
    EXPECT_EQ(status_of(rcode::formerr), answer_status::malformed);
    EXPECT_EQ(status_of(rcode::servfail), answer_status::servfail);
    EXPECT_EQ(status_of(rcode::refused), answer_status::refused);
}

TEST(replies, of_a_bare_header_are_errors_or_nothing)
{
    const octets question = asked("x.bl.test", record_type::a);
    const auto header = [&](unsigned code) {
        octets m(question.begin(), question.begin() + 12);
        m[2] = 0x81;
        m[3] = static_cast<std::uint8_t>(0x80 | code);
        m[5] = m[11] = 0;
        return m;
    };
    const auto taken = [&](const octets& m) { return dns::answers(m, question); };
    for (const unsigned code : {1U, 2U, 4U, 5U}) EXPECT_TRUE(taken(header(code))) << code;
    for (const unsigned code : {0U, 3U, 6U, 9U, 15U}) EXPECT_FALSE(taken(header(code))) << code;
    EXPECT_EQ(dns::read_answer(header(5), record_type::a).status, answer_status::refused);
    EXPECT_EQ(dns::read_answer(header(2), record_type::a).status, answer_status::servfail);
    EXPECT_EQ(dns::read_answer(header(3), record_type::a).status, answer_status::malformed);

    octets not_a_response = header(5);
    not_a_response[2] = 0x01;
    octets cut = header(5);
    cut[2] = 0x83;
    octets longer = header(5);
    longer.push_back(0);
    for (const octets& m : {not_a_response, cut, longer}) EXPECT_FALSE(taken(m));
    for (std::size_t count = 5; count < 12; count += 2) {
        octets promises = header(5);
        promises[count] = 1;
        EXPECT_FALSE(taken(promises)) << count;
    }
}

TEST(replies, with_records_but_none_for_the_question_are_no_proof_of_absence)
{
    const auto q = read_question(asked("x.bl.test", record_type::a));
    message_builder m(q->id, {}, true, rcode::noerror);
    m.question(q->section).a("y.bl.test", listed, 60);
    EXPECT_EQ(dns::read_answer(std::move(m).take(), record_type::a).status, answer_status::malformed);
}

TEST(answers, an_nxdomain_that_carries_a_listing_contradicts_itself)
{
    const auto question = asked("2.bl.test", record_type::a);
    EXPECT_EQ(dns::read_answer(listing_of(question, rcode::nxdomain), record_type::a).status, answer_status::malformed);
}

}  // namespace
}  // namespace offlist::test
