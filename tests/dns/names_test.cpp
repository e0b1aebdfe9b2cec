// PTR, MX and AAAA: for what operators demand of mail servers. Right answers, aliases, hostile names, faults, unbound.
#include <gmock/gmock.h>

#include <array>
#include <dns/client.hpp>
#include <dns/message.hpp>
#include <dns/record_types.hpp>
#include <random>
#include <support/dns_message.hpp>
#include <support/real_servers.hpp>

namespace offlist::test {
namespace {

using dns::aaaa_record;
using dns::mx_record;
using dns::ptr_record;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* arpa = "7.2.0.192.in-addr.arpa";

std::uint16_t number(record_type type)
{
    return static_cast<std::uint16_t>(type);
}

// A response to the question about `name`; records are added to it.
message_builder reply_to(const std::string& name, record_type type, rcode code = rcode::noerror)
{
    std::array<std::uint8_t, dns::max_question_size> out{};
    dns::wire_name wire;
    EXPECT_TRUE(wire.assign(name));
    const std::size_t size = dns::write_question(out, 1, wire, type, dns::edns::without);
    const auto q = read_question(std::span(out).first(size));
    message_builder m(1, {}, true, code);
    m.question(q->section);
    return m;
}

octets exchange(std::uint8_t preference, const std::string& name)
{
    octets data{0, preference};
    const octets wire = wire_of(name);
    data.insert(data.end(), wire.begin(), wire.end());
    return data;
}

answer read(message_builder m, record_type type)
{
    return dns::read_answer(std::move(m).take(), type);
}

TEST(names, of_an_address_are_read_in_lower_case_without_the_final_dot)
{
    auto m = reply_to(arpa, ptr_record);
    m.answer(wire_of(arpa), number(ptr_record), class_in, 60, wire_of("Mail.Example.ORG"));
    m.answer(wire_of(arpa), number(ptr_record), class_in, 30, wire_of("b.example.org"));
    const answer said = read(std::move(m), ptr_record);
    EXPECT_EQ(said.status, answer_status::answered);
    EXPECT_EQ(said.ttl, 30U);
    EXPECT_THAT(said.texts, ElementsAre("mail.example.org", "b.example.org"));
}

TEST(names, of_a_classless_zone_are_found_behind_the_alias)
{
    const std::string behind = "7.0-31.2.0.192.in-addr.arpa";
    auto m = reply_to(arpa, ptr_record);
    m.alias(arpa, behind, 60);
    m.answer(wire_of(behind), number(ptr_record), class_in, 60, wire_of("mail.example.org"));
    m.answer(wire_of("8.0-31.2.0.192.in-addr.arpa"), number(ptr_record), class_in, 60, wire_of("other.example.org"));
    const answer said = read(std::move(m), ptr_record);
    EXPECT_THAT(said.texts, ElementsAre("mail.example.org")) << "RFC 2317; and nobody else's";
}

TEST(names, an_alias_is_still_never_followed_for_a_blocklist)
{
    auto m = reply_to("x.bl.test", record_type::a);
    m.alias("x.bl.test", "parked.example", 60).a("parked.example", listed, 60);
    EXPECT_THAT(addresses_of(read(std::move(m), record_type::a)), IsEmpty());
}

TEST(names, mail_exchanges_come_with_their_preference_and_the_null_one_as_a_dot)
{
    auto m = reply_to("example.org", mx_record);
    m.answer(wire_of("example.org"), number(mx_record), class_in, 60, exchange(10, "mail.example.org"));
    m.answer(wire_of("example.org"), number(mx_record), class_in, 60, exchange(0, ""));
    EXPECT_THAT(read(std::move(m), mx_record).texts, ElementsAre("10 mail.example.org", "0 ."));
}

TEST(names, IPv6_addresses_are_texts)
{
    octets address(16);
    address[0] = 0x20;
    address[1] = 0x01;
    address[15] = 7;
    auto m = reply_to("example.org", aaaa_record);
    m.answer(wire_of("example.org"), number(aaaa_record), class_in, 60, address);
    EXPECT_THAT(read(std::move(m), aaaa_record).texts, ElementsAre("2001::7"));
    address.pop_back();
    auto shorter = reply_to("example.org", aaaa_record);
    shorter.answer(wire_of("example.org"), number(aaaa_record), class_in, 60, address);
    EXPECT_EQ(read(std::move(shorter), aaaa_record).status, answer_status::malformed);
}

TEST(names, odd_octets_cannot_be_taken_for_another_name)
{
    octets name{4, 'a', '.', '\n', 'b', 2, 'b', 'c', 0};
    auto m = reply_to(arpa, ptr_record);
    m.answer(wire_of(arpa), number(ptr_record), class_in, 60, name);
    EXPECT_THAT(read(std::move(m), ptr_record).texts, ElementsAre("a\\046\\010b.bc"));
}

TEST(names, loops_and_names_that_end_outside_are_malformed)
{
    const auto with = [](const octets& data) {
        auto m = reply_to(arpa, ptr_record);
        m.answer(wire_of(arpa), number(ptr_record), class_in, 60, data);
        return read(std::move(m), ptr_record).status;
    };
    EXPECT_EQ(with({0xc0, 0xff}), answer_status::malformed);
    EXPECT_EQ(with({63, 'a'}), answer_status::malformed);
    EXPECT_EQ(with({}), answer_status::malformed);
    auto m = reply_to(arpa, ptr_record);
    const auto here = static_cast<std::uint8_t>(m.size() + wire_of(arpa).size() + 10);
    EXPECT_EQ(with({0xc0, here}), answer_status::malformed) << "points at itself";
    EXPECT_EQ(with({1, 'a', 0xc0, here}), answer_status::malformed) << "grows without end";
}

TEST(names, cut_or_changed_at_any_octet_never_read_past_the_end)
{
    auto m = reply_to(arpa, ptr_record);
    m.alias(arpa, "b.example.org", 60);
    m.answer(wire_of("b.example.org"), number(ptr_record), class_in, 60, wire_of("mail.example.org"));
    const octets whole = std::move(m).take();
    std::mt19937 random(5782);
    for (std::size_t size = 12; size <= whole.size(); ++size)
        for (int change = 0; change < 50; ++change) {
            // a buffer of exactly this size, so that the sanitizer sees every step too far
            octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            if (change > 0) cut[random() % size] = static_cast<std::uint8_t>(random());
            for (const record_type type : {ptr_record, mx_record, aaaa_record})
                for (const std::string& text : dns::read_answer(cut, type).texts) EXPECT_LE(text.size(), 1100U);
        }
}

TEST(names, failures_are_told_apart_from_no)
{
    fault_server server;
    server.a("mail.example.org", {listed});
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("mail.example.org", mx_record).status, answer_status::no_data);
    EXPECT_EQ(c.ask(arpa, ptr_record).status, answer_status::no_such_name);
    server.on("", fault::refused);
    EXPECT_EQ(c.ask(arpa, ptr_record).status, answer_status::refused);
    server.on("", fault::servfail);
    EXPECT_EQ(c.ask(arpa, mx_record).status, answer_status::servfail);
    server.on("", fault::silence);
    client hurried(hasty({server.endpoint()}));
    EXPECT_EQ(hurried.ask(arpa, ptr_record).status, answer_status::timeout);
}

TEST(names, unbound_tells_the_name_of_the_local_host)
{
    // what unbound knows by itself (RFC 6303); everything else does not exist for it
    const unbound resolver({});
    client c(patient({resolver.endpoint()}));
    EXPECT_THAT(c.ask("1.0.0.127.in-addr.arpa", ptr_record).texts, ElementsAre("localhost"));
    EXPECT_EQ(c.ask(arpa, ptr_record).status, answer_status::no_such_name);
}

}  // namespace
}  // namespace offlist::test
