#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <core/ip_text.hpp>
#include <set>
#include <string>
#include <sweep/inventory.hpp>
#include <sweep/inventory_builder.hpp>
#include <vector>

namespace offlist {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::array<bool, subject_kinds> every_kind{true, true, true};

std::vector<std::string> walk_of(const inventory& subjects, const std::array<bool, subject_kinds>& kinds = every_kind)
{
    std::vector<std::string> texts;
    inventory_item item;
    for (auto cursor = subjects.walk(kinds); cursor.next(item);) texts.push_back(to_string(to_subject(item)));
    return texts;
}

inventory_report built(const std::vector<std::string>& texts)
{
    inventory_builder builder{{.special = special_addresses::allow}};
    for (const auto& text : texts) builder.add(text).value();
    return std::move(builder).finish().value();
}

TEST(inventory, walks_addresses_ascending_then_domains)
{
    const auto report = built({"b.example", "2a00::2", "200.0.0.1", "2a00::1", "5.0.0.1", "a.example", "1a00::ff"});
    EXPECT_THAT(walk_of(report.subjects),
                ElementsAre("5.0.0.1", "200.0.0.1", "1a00::ff", "2a00::1", "2a00::2", "a.example", "b.example"));
    EXPECT_EQ(report.subjects.count(subject_kind::ip4), 2U);
    EXPECT_EQ(report.subjects.count(subject_kind::ip6), 3U);
    EXPECT_EQ(report.subjects.count(subject_kind::domain), 2U);
    EXPECT_EQ(report.subjects.size(), 7U);
}

TEST(inventory, walks_only_the_kinds_asked_for)
{
    const auto report = built({"b.example", "2a00::2", "5.0.0.1"});
    EXPECT_THAT(walk_of(report.subjects, {true, false, true}), ElementsAre("5.0.0.1", "b.example"));
    EXPECT_THAT(walk_of(report.subjects, {false, true, false}), ElementsAre("2a00::2"));
    EXPECT_THAT(walk_of(report.subjects, {false, false, false}), IsEmpty());
}

TEST(inventory, empty_has_nothing)
{
    const inventory nothing;
    EXPECT_EQ(nothing.size(), 0U);
    EXPECT_THAT(walk_of(nothing), IsEmpty());
    EXPECT_THAT(walk_of(built({}).subjects), IsEmpty());
    inventory_item item;
    EXPECT_FALSE(inventory::cursor{}.next(item));
}

TEST(inventory, a_copied_cursor_goes_on_from_the_same_place)
{
    const auto report = built({"5.0.0.0/30", "2a00::/126", "a.example", "b.example"});
    const auto all = walk_of(report.subjects);
    ASSERT_THAT(all, SizeIs(10));
    auto cursor = report.subjects.walk(every_kind);
    inventory_item item;
    for (std::size_t given = 0; given < all.size(); ++given) {
        EXPECT_EQ(cursor.done(), given);
        auto copy = cursor;
        for (std::size_t rest = given; rest < all.size(); ++rest) {
            ASSERT_TRUE(copy.next(item));
            EXPECT_EQ(to_string(to_subject(item)), all[rest]);
        }
        EXPECT_FALSE(copy.next(item));
        ASSERT_TRUE(cursor.next(item));
    }
    EXPECT_FALSE(cursor.next(item));
    EXPECT_EQ(cursor.done(), all.size());
}

TEST(inventory, may_be_moved_while_a_cursor_walks)
{
    auto report = built({"a.example", "b.example"});
    auto cursor = report.subjects.walk(every_kind);
    const inventory moved = std::move(report.subjects);
    inventory_item item;
    ASSERT_TRUE(cursor.next(item));
    const domain* const first = item.name;
    ASSERT_TRUE(cursor.next(item));
    EXPECT_EQ(first->name, "a.example") << "names stay while the inventory lives";
}

TEST(inventory, a_range_holds_its_first_and_last_address)
{
    EXPECT_THAT(walk_of(built({"5.0.0.252/30"}).subjects),
                ElementsAre("5.0.0.252", "5.0.0.253", "5.0.0.254", "5.0.0.255"));
    EXPECT_THAT(walk_of(built({"255.255.255.254/31"}).subjects), ElementsAre("255.255.255.254", "255.255.255.255"));
    EXPECT_THAT(walk_of(built({"2a00::fffc/126"}).subjects),
                ElementsAre("2a00::fffc", "2a00::fffd", "2a00::fffe", "2a00::ffff"));
}

TEST(inventory, the_largest_ip4_range_is_walked_from_end_to_end)
{
    const auto report = built({"5.0.0.0/8"});
    inventory_item item;
    std::uint32_t expected = 0x05000000;
    for (auto cursor = report.subjects.walk(every_kind); cursor.next(item); ++expected) ASSERT_EQ(item.ip4, expected);
    EXPECT_EQ(expected, 0x06000000U);
}

TEST(inventory, samples_large_ip6_ranges_and_says_so)
{
    const auto whole = built({"2a00::/112"});
    EXPECT_EQ(whole.subjects.size(), 65'536U);
    EXPECT_THAT(whole.notes, IsEmpty());

    const auto one = built({"2a00::/111", "2a01::/64", "2a02:0:0:8000::/96"});
    EXPECT_THAT(walk_of(one.subjects), ElementsAre("2a00::1", "2a01::1", "2a02:0:0:8000::1"));
    EXPECT_THAT(one.notes,
                ElementsAre(HasSubstr("2a00::/111"), HasSubstr("2a01::/64"), HasSubstr("2a02:0:0:8000::/96")));

    const auto four = built({"2a00::/62"});
    EXPECT_THAT(walk_of(four.subjects), ElementsAre("2a00::1", "2a00:0:0:1::1", "2a00:0:0:2::1", "2a00:0:0:3::1"));
    EXPECT_THAT(four.notes, ElementsAre(HasSubstr("each of its 4 /64s")));

    const auto site = walk_of(built({"2a00:0:7::/48"}).subjects);
    ASSERT_THAT(site, SizeIs(65'536));
    EXPECT_EQ(site.front(), "2a00:0:7::1");
    EXPECT_EQ(site.back(), "2a00:0:7:ffff::1");
}

TEST(inventory, refuses_ranges_that_are_too_large)
{
    inventory_builder builder{{.special = special_addresses::allow}};
    EXPECT_THAT(builder.add("4.0.0.0/7").error().to_string(), HasSubstr("33554432 addresses; expected a range of /8"));
    EXPECT_THAT(builder.add("0.0.0.0/0").error().what, HasSubstr("4294967296 addresses"));
    EXPECT_THAT(builder.add("2a00::/47").error().to_string(), HasSubstr("2^17 /64s; expected a range of /48"));
    EXPECT_THAT(builder.add("::/0").error().what, HasSubstr("2^64 /64s"));
    EXPECT_EQ(std::move(builder).finish().value().subjects.size(), 0U);
}

TEST(inventory, refuses_special_ranges_host_bits_and_other_texts_with_their_place)
{
    inventory_builder builder;
    const text_place at{"mine.txt", 7};
    EXPECT_EQ(builder.add("192.0.2.7/24", at).error().to_string(),
              "mine.txt:7: \"192.0.2.7/24\" has host bits set; expected 192.0.2.0/24");
    EXPECT_THAT(builder.add("203.0.0.0/16", at).error().to_string(), HasSubstr("overlaps 203.0.113.0/24"));
    EXPECT_THAT(builder.add("10.1.2.3", at).error().to_string(),
                HasSubstr("mine.txt:7: \"10.1.2.3\" is a private address"));
    EXPECT_THAT(builder.add("2001:db8::/64", at).error().to_string(), HasSubstr("documentation"));
    EXPECT_THAT(builder.add("co.uk", at).error().to_string(), HasSubstr("mine.txt:7: \"co.uk\" is a public suffix"));
    EXPECT_EQ(std::move(builder).finish().value().subjects.size(), 0U);
}

TEST(inventory, folds_and_counts_duplicates_of_every_kind)
{
    EXPECT_EQ(built({"5.0.0.1", "5.0.0.1", "::ffff:5.0.0.1"}).duplicates, 2U);
    EXPECT_EQ(built({"5.0.0.1", "5.0.0.0/30", "5.0.0.0/31"}).duplicates, 3U);
    EXPECT_EQ(built({"2a00::1", "2A00:0::1"}).duplicates, 1U);
    EXPECT_EQ(built({"2a00::/126", "2a00::/127", "2a00::2", "2a00::4"}).duplicates, 3U);
    EXPECT_EQ(built({"2a00::/62", "2a00::/63", "2a00:0:0:3::1", "2a00:0:0:3::2"}).duplicates, 3U);
    EXPECT_EQ(built({"a.example", "A.Example.", "b.example"}).duplicates, 1U);
    EXPECT_EQ(built({"5.0.0.1", "5.0.0.2", "2a00::1", "a.example"}).duplicates, 0U);
}

TEST(inventory, takes_another_one_up_by_kinds)
{
    const auto first = built({"5.0.0.0/30", "2a00::/126", "2a00:1::/63", "2a00::9", "a.example"});
    inventory_builder builder{{.special = special_addresses::allow}};
    ASSERT_TRUE(builder.add("5.0.0.3"));
    ASSERT_TRUE(builder.add("b.example"));
    builder.add(first.subjects, {true, true, false});
    const auto both = std::move(builder).finish().value();
    EXPECT_EQ(both.subjects.count(subject_kind::ip4), 4U);
    EXPECT_EQ(both.subjects.count(subject_kind::ip6), 4U + 2U + 1U);
    EXPECT_EQ(both.subjects.count(subject_kind::domain), 1U);
    EXPECT_EQ(both.duplicates, 1U);
}

TEST(inventory, an_address_of_an_enumerated_and_a_sampled_range_is_given_once)
{
    const auto report = built({"2a00::/127", "2a00::/63"});  // both hold 2a00::1
    EXPECT_THAT(walk_of(report.subjects), ElementsAre("2a00::", "2a00::1", "2a00:0:0:1::1"));
    EXPECT_EQ(report.subjects.size(), 3U);
    EXPECT_EQ(report.duplicates, 1U);
}

TEST(inventory, keeps_a_hundred_notes_and_counts_the_others)
{
    std::vector<std::string> texts;
    for (int i = 1; i <= 103; ++i) texts.push_back("2a00:" + std::to_string(i) + "::/64");
    const auto report = built(texts);
    ASSERT_THAT(report.notes, SizeIs(101));
    EXPECT_EQ(report.notes.back(), "… and 3 more notes of this kind");
}

TEST(inventory, has_a_limit)
{
    const auto with_limit = [](std::uint64_t limit, const std::vector<std::string>& texts) {
        inventory_builder builder{{.limit = limit}};
        for (const auto& text : texts) builder.add(text).value();
        return std::move(builder).finish();
    };
    EXPECT_EQ(with_limit(256, {"5.0.0.0/24", "5.0.0.7"}).value().subjects.size(), 256U) << "duplicates do not count";
    for (const auto* more : {"5.0.1.0", "2a00::1", "a.example"}) {
        const auto refused = with_limit(256, {"5.0.0.0/24", more});
        ASSERT_FALSE(refused) << more;
        EXPECT_THAT(refused.error().what, HasSubstr("more than 256 subjects"));
    }
}

// --- against a model: a plain set of texts, filled one by one -------------------------------------------------------

struct key_less {
    bool operator()(const subject& a, const subject& b) const
    {
        if (a.index() != b.index()) return a.index() < b.index();
        if (kind_of(a) == subject_kind::domain) return std::get<domain>(a).name < std::get<domain>(b).name;
        if (kind_of(a) == subject_kind::ip4) return std::get<address_v4>(a) < std::get<address_v4>(b);
        return std::get<address_v6>(a) < std::get<address_v6>(b);
    }
};

struct model {
    std::set<subject, key_less> subjects;
    std::uint64_t named = 0;

    void name(const subject& s)
    {
        ++named;
        subjects.insert(s);
    }
};

// A small corner of each address space, so that ranges and addresses meet often.
std::string some_ip4(model& m)
{
    const int prefix = *rc::gen::element(32, 32, 32, 31, 30, 28, 26);
    const auto size = std::uint32_t{1} << static_cast<unsigned>(32 - prefix);
    const std::uint32_t first = (0x05000000U + *rc::gen::inRange(0U, 0x40000U)) / size * size;
    for (std::uint32_t i = 0; i < size; ++i) m.name(address_v4{first + i});
    const auto text = address_v4{first}.to_string();
    return prefix == 32 ? text : text + '/' + std::to_string(prefix);
}

std::string some_ip6(model& m)
{
    const int prefix = *rc::gen::element(128, 128, 128, 127, 126, 120, 111, 96, 64, 63, 61, 60);
    ip6_number first{0x2a00000000000000U + *rc::gen::inRange(0U, 32U), *rc::gen::inRange(0U, 512U)};
    if (prefix <= 64) {
        first.low = 0;
        first.high &= ~std::uint64_t{0} << static_cast<unsigned>(64 - prefix);
    } else if (prefix < 128) {
        first.low &= ~std::uint64_t{0} << static_cast<unsigned>(128 - prefix);
    }
    const auto name = [&m](const ip6_number& number) { m.name(address_v6{to_octets(number)}); };
    if (prefix >= 112)
        for (std::uint64_t i = 0; i < std::uint64_t{1} << static_cast<unsigned>(128 - prefix); ++i)
            name({first.high, first.low + i});
    else if (prefix >= 64)
        name({first.high, first.low + 1});
    else
        for (std::uint64_t i = 0; i < std::uint64_t{1} << static_cast<unsigned>(64 - prefix); ++i)
            name({first.high + i, 1});
    const auto text = address_v6{to_octets(first)}.to_string();
    return prefix == 128 ? text : text + '/' + std::to_string(prefix);
}

std::string some_domain(model& m)
{
    auto name = std::string(1, static_cast<char>(*rc::gen::inRange<int>('a', 'z' + 1))) + ".example";
    m.name(parse_subject(name).value());
    return name;
}

RC_GTEST_PROP(inventory, holds_walks_and_counts_what_a_plain_set_does, ())
{
    model m;
    std::vector<std::string> texts;
    const int lines = *rc::gen::inRange(0, 60);
    for (int i = 0; i < lines; ++i) {
        const int kind = *rc::gen::inRange(0, 7);
        texts.push_back(kind < 3 ? some_ip4(m) : kind < 6 ? some_ip6(m) : some_domain(m));
    }
    const auto report = built(texts);
    RC_ASSERT(report.subjects.size() == m.subjects.size());
    RC_ASSERT(report.duplicates == m.named - m.subjects.size());
    auto cursor = report.subjects.walk(every_kind);
    inventory_item item;
    for (const auto& expected : m.subjects) {
        RC_ASSERT(cursor.next(item));
        RC_ASSERT(to_subject(item) == expected);
    }
    RC_ASSERT(!cursor.next(item));
}

std::vector<std::string> all_of(const inventory& i)
{
    std::vector<std::string> all;
    auto cursor = i.walk(every_kind);
    for (inventory_item item; cursor.next(item);) all.push_back(to_string(to_subject(item)));
    return all;
}

// Active subjects never overlap, so neither do these; each of them is in or out, before and after.
RC_GTEST_PROP(inventory, changed_holds_what_one_built_anew_would, ())
{
    const std::vector<std::string> possible = {
        "5.0.0.0/30",    "5.0.0.4",       "5.0.0.5",       "5.0.0.8/29",    "5.0.1.0/24", "2a00::1",   "2a00::2",
        "2a00::100/120", "2a00:0:1::/64", "2a00:0:2::/63", "2a00:0:4::/96", "a.example",  "b.example", "c.example"};
    std::vector<std::string> before, without, with, after;
    for (const std::string& text : possible) {
        const bool was = *rc::gen::arbitrary<bool>(), is = *rc::gen::arbitrary<bool>();
        const bool twice = *rc::gen::arbitrary<bool>();  // removed and added again
        if (was) before.push_back(text);
        if (is) after.push_back(text);
        if (was && (!is || twice)) without.push_back(text);
        if (is && (!was || twice)) with.push_back(text);
    }
    const auto now = changed(built(before).subjects, built(without).subjects, built(with).subjects);
    RC_ASSERT(now.has_value());
    const inventory anew = built(after).subjects;
    RC_ASSERT(all_of(*now) == all_of(anew));
    for (int k = 0; k < subject_kinds; ++k)
        RC_ASSERT(now->count(static_cast<subject_kind>(k)) == anew.count(static_cast<subject_kind>(k)));
}

// More than a batch of IPv4 addresses and more than one folding of the vectors, with every second subject named twice.
TEST(inventory, is_exact_beyond_one_batch)
{
    constexpr std::uint32_t addresses = 1'500'000;
    constexpr std::uint32_t others = 80'000;
    inventory_builder builder{{.special = special_addresses::allow}};
    const auto scattered = [](std::uint32_t i) { return i * 2'654'435'761U; };  // odd, so it maps each to another
    for (std::uint32_t i = 0; i < addresses; ++i) builder.add_ip4(scattered(i));
    for (std::uint32_t i = 0; i < addresses; i += 2) builder.add_ip4(scattered(i));
    for (std::uint32_t i = 0; i < others; ++i) {
        const auto octets = to_octets({0x2a00000000000000, scattered(i / 2)});
        builder.add(address_v6{octets}.to_string()).value();
    }
    const auto report = std::move(builder).finish().value();
    EXPECT_EQ(report.subjects.count(subject_kind::ip4), addresses);
    EXPECT_EQ(report.subjects.count(subject_kind::ip6), others / 2);
    EXPECT_EQ(report.duplicates, addresses / 2 + others / 2);

    inventory_item item;
    std::uint32_t before = 0;
    std::uint64_t given = 0;
    for (auto cursor = report.subjects.walk({true, false, false}); cursor.next(item); ++given) {
        ASSERT_TRUE(given == 0 || before < item.ip4);
        before = item.ip4;
    }
    EXPECT_EQ(given, addresses);
}

std::vector<std::string> walked_behind(const inventory& subjects, const std::string& after)
{
    const subject place = parse_subject(after, special_addresses::allow).value();
    std::vector<std::string> texts;
    inventory_item item;
    for (auto cursor = subjects.walk_after(kind_of(place), place); cursor.next(item);)
        texts.push_back(to_string(to_subject(item)));
    return texts;
}

TEST(walk_after, goes_on_behind_a_subject_whether_or_not_it_is_there)
{
    const auto report =
        built({"5.0.0.1", "5.0.0.9", "255.255.255.255", "2a00::1", "2a00::5", "a.example", "c.example"});
    EXPECT_THAT(walked_behind(report.subjects, "5.0.0.1"), ElementsAre("5.0.0.9", "255.255.255.255"));
    EXPECT_THAT(walked_behind(report.subjects, "5.0.0.5"), ElementsAre("5.0.0.9", "255.255.255.255"));
    EXPECT_THAT(walked_behind(report.subjects, "255.255.255.255"), IsEmpty());
    EXPECT_THAT(walked_behind(report.subjects, "2a00::1"), ElementsAre("2a00::5"));
    EXPECT_THAT(walked_behind(report.subjects, "2a00::9"), IsEmpty());
    EXPECT_THAT(walked_behind(report.subjects, "b.example"), ElementsAre("c.example"));
    EXPECT_THAT(walked_behind(inventory{}, "5.0.0.1"), IsEmpty());
}

bool is_behind(const subject& a, const subject& b)
{
    if (const auto* ip4 = std::get_if<address_v4>(&a)) return *ip4 > std::get<address_v4>(b);
    if (const auto* ip6 = std::get_if<address_v6>(&a)) return *ip6 > std::get<address_v6>(b);
    return std::get<domain>(a).name > std::get<domain>(b).name;
}

// The reference: the whole walk, without everything up to the place.
RC_GTEST_PROP(walk_after, gives_what_the_whole_walk_gives_behind_that_subject, ())
{
    const auto word = [] { return *rc::gen::inRange<unsigned>(0, 6); };
    std::vector<std::string> texts;
    for (int n = *rc::gen::inRange(0, 12); n > 0; --n) {
        const std::string high = "2a00:0:0:" + std::to_string(word()) + "::", low = std::to_string(word());
        switch (word()) {
            case 0:
                texts.push_back("45.83.12." + low);
                break;
            case 1:
                texts.push_back("45.83.12." + std::to_string(word() * 4) + "/30");
                break;
            case 2:
                texts.push_back(high + low);
                break;
            case 3:
                texts.push_back(high + "/126");
                break;
            case 4:
                texts.push_back("2a00::/62");
                break;
            default:
                texts.push_back("d" + low + ".example");
        }
    }
    const auto report = built(texts);
    const std::string place = *rc::gen::element("45.83.12." + std::to_string(word()),
                                                "2a00:0:0:" + std::to_string(word()) + "::" + std::to_string(word()),
                                                "d" + std::to_string(word()) + ".example", std::string("a.example"),
                                                std::string("::1"), std::string("0.0.0.0"), std::string("ffff::"));
    const subject after = parse_subject(place, special_addresses::allow).value();
    std::vector<std::string> expected;
    inventory_item item;
    for (auto cursor = report.subjects.walk(kind_of(after)); cursor.next(item);) {
        const subject one = to_subject(item);
        if (is_behind(one, after)) expected.push_back(to_string(one));
    }
    RC_ASSERT(walked_behind(report.subjects, place) == expected);
}

}  // namespace
}  // namespace offlist
