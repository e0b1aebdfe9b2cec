// Quotes: each reason for which a listing is not worked for money, and the free way that is always told.
#include <gmock/gmock.h>

#include <delisting/quote.hpp>
#include <functional>

namespace offlist {
namespace {

using testing::HasSubstr;
using testing::Not;

struct quote_test : testing::Test {
    quote_test()
    {
        list.id = "example-ip";
        list.name = "Example IP list";
        list.operator_name = "Example operator";
        list.subjects = {true, true, false};
        list.removal.method = removal_method::web_form;
        list.removal.url = "https://lists.example/remove?ip={subject}";
        list.removal.deadline = std::chrono::days{10};
        about.subject = "192.0.2.7";
        about.list = &list;
        about.listing = quoted_listing{.id = 3, .account = 1, .confirmed = true, .scope = listing_scope::ip};
        about.health = list_state::healthy;
        terms.prices = parse_price_book(
                           "currency = \"USD\"\n[fees]\ndelisting = \"35.00\"\n[surcharge]\ncard = "
                           "75\n[terms]\ndelisting = [\"A.\"]",
                           "prices.toml")
                           .value();
    }
    [[nodiscard]] quote given() const { return quote_of(about, dns, terms); }
    void expect(quote_refusal why, const std::string& words) const
    {
        const quote q = given();
        EXPECT_EQ(to_string(q.refused), to_string(why));
        EXPECT_THAT(q.why, HasSubstr(words));
        EXPECT_FALSE(q.free_way.empty());
    }

    blocklist list;
    retired_list retired{.id = "sorbs", .zones = {}, .since = "2024", .history = "The operator closed the list."};
    quote_facts about;
    dns_facts dns;
    delisting_terms terms;
};

TEST_F(quote_test, a_confirmed_listing_is_sold_at_the_books_price_with_the_free_way)
{
    const quote q = given();
    ASSERT_TRUE(q.sold()) << q.why;
    EXPECT_EQ(q.fee->cents, 3500);
    EXPECT_EQ(q.listing, 3);
    EXPECT_EQ(q.url, "https://lists.example/remove?ip=192.0.2.7");
    EXPECT_THAT(q.way, HasSubstr("Example operator"));
    EXPECT_EQ(q.deadline, std::chrono::days{10});
    EXPECT_EQ(q.proof_takes, 3 * terms.policy.spacing + terms.policy.hold_window);
    EXPECT_THAT(q.free_way, HasSubstr("ask by the form https://lists.example/remove?ip=192.0.2.7"));
    EXPECT_EQ(q.free_link, "https://lists.example/remove?ip=192.0.2.7");
    EXPECT_THAT(q.terms, testing::ElementsAre("A."));
}

TEST_F(quote_test, what_is_not_confirmed_is_not_sold)
{
    about.listing->confirmed = false;
    expect(quote_refusal::not_listed, "no confirmed listing");
    about.listing.reset();
    expect(quote_refusal::not_listed, "no confirmed listing");
}

TEST_F(quote_test, an_entry_that_covers_more_than_the_subject_is_not_sold)
{
    about.listing->scope = listing_scope::range;
    expect(quote_refusal::covers_more, "range");
    about.listing->scope = listing_scope::asn;
    expect(quote_refusal::covers_more, "network");
}

TEST_F(quote_test, what_only_the_owner_or_the_address_itself_can_ask_is_not_sold)
{
    list.removal.preconditions = {"the network owner asks, by the address in the record"};
    expect(quote_refusal::owner_only, "provider");
    list.removal.preconditions.clear();
    list.removal.method = removal_method::owner_only;
    expect(quote_refusal::owner_only, "provider");
    list.removal.method = removal_method::http_from_host;
    expect(quote_refusal::from_the_address, "listed address itself");
    list.removal.method = removal_method::none;
    expect(quote_refusal::no_way, "no way to ask");
}

TEST_F(quote_test, what_lapses_by_itself_soon_is_not_sold)
{
    list.removal.expires_after = terms.policy.lapses_soon;
    expect(quote_refusal::lapses_soon, "after 2 d");
    list.removal.expires_after = terms.policy.lapses_soon + std::chrono::seconds(1);
    EXPECT_TRUE(given().sold());
    list.removal.method = removal_method::auto_expire;
    expect(quote_refusal::lapses_soon, "lapse by themselves");
}

TEST_F(quote_test, a_list_that_cannot_prove_anything_is_not_sold)
{
    about.health = list_state::unhealthy;
    about.health_why = "lists the world";
    expect(quote_refusal::unhealthy, "lists the world");
    for (const list_state s : {list_state::unused, list_state::unverified, list_state::untested}) {
        about.health = s;
        expect(quote_refusal::unhealthy, "nothing could be proved");
    }
    about.health = list_state::healthy;
    list.enabled = false;
    expect(quote_refusal::retired, "not asked here");
    list.enabled = true;
    about.list = nullptr;
    about.retired = &retired;
    expect(quote_refusal::retired, "The operator closed the list.");
}

TEST_F(quote_test, one_job_at_a_time)
{
    about.live_job = true;
    expect(quote_refusal::live_job, "under way");
}

TEST_F(quote_test, what_the_operator_demands_is_checked_by_dns_and_a_failed_look_up_is_neither_right_nor_wrong)
{
    list.removal.preconditions = {"stop the cause first", "matching reverse DNS"};
    EXPECT_TRUE(needs_of(about, terms).reverse_dns);
    EXPECT_FALSE(needs_of(about, terms).postmaster);
    dns.reverse_dns = {standing::wrong, "192.0.2.7 has no reverse DNS"};
    expect(quote_refusal::not_in_order, "has no reverse DNS");
    EXPECT_EQ(given().first.at(1).now, standing::wrong);
    EXPECT_EQ(given().first.at(0).now, standing::not_checked) << "DNS cannot tell";
    dns.reverse_dns = {standing::could_not_check, "it could not be asked"};
    expect(quote_refusal::could_not_check, "try again");
    dns.reverse_dns = {standing::in_order, "mail.example.org"};
    EXPECT_TRUE(given().sold());
}

TEST_F(quote_test, nothing_is_asked_of_dns_about_what_is_not_sold_anyway)
{
    list.removal.preconditions = {"matching reverse DNS"};
    about.live_job = true;
    EXPECT_FALSE(needs_of(about, terms).any());
    about.live_job = false;
    about.kind = subject_kind::domain;
    EXPECT_FALSE(needs_of(about, terms).any()) << "a domain has no reverse DNS";
}

TEST_F(quote_test, nothing_is_sold_without_a_price)
{
    terms.prices.reset();
    expect(quote_refusal::nothing_sold, "nothing is sold");
    EXPECT_FALSE(given().fee);
}

TEST_F(quote_test, the_free_way_is_told_whatever_the_definition_lacks)
{
    list.removal.url.clear();
    list.url = "https://lists.example/?q={subject}";
    EXPECT_EQ(given().free_link, "https://lists.example/?q=192.0.2.7");
    list.url.clear();
    list.operator_url = "https://lists.example/";
    EXPECT_EQ(given().free_link, "https://lists.example/");
    list.removal.method = removal_method::email;
    list.removal.url = "delist@lists.example";
    EXPECT_EQ(given().free_link, "mailto:delist@lists.example");
    list.removal = {};
    list.operator_url.clear();
    EXPECT_FALSE(given().free_way.empty());
}

TEST_F(quote_test, a_relisting_after_a_paid_removal_costs_nothing_and_says_why)
{
    about.again_of = 4;
    const quote q = given();
    ASSERT_TRUE(q.sold()) << q.why;
    EXPECT_EQ(q.fee, (money{0, q.price->in}));
    EXPECT_EQ(q.price->cents, 3500) << "what it would cost";
    EXPECT_EQ(q.again_of, 4);
    EXPECT_THAT(q.terms, testing::ElementsAre(HasSubstr("free, once: del_4"), "A."));
    about.listing->scope = listing_scope::range;
    EXPECT_FALSE(given().sold()) << "what cannot be worked is not worked for nothing either";
}

}  // namespace
}  // namespace offlist
