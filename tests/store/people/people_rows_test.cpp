// People, links and sign-ins in both databases.
#include <store/people/login_links.hpp>
#include <store/people/person_rows.hpp>
#include <store/people/sign_ins.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

class people_rows_test : public store_fixture {
protected:
    template <class Work>
    auto within(Work work)
    {
        using result = decltype(work(std::declval<soci::session&>()));
        return db->write_now([&work](soci::session& s) -> parsed<result> { return work(s); }).value();
    }
};

INSTANTIATE_TEST_SUITE_P(both, people_rows_test, testing::Values(backend::sqlite, backend::postgresql),
                         [](const auto& info) { return info.param == backend::sqlite ? "sqlite" : "postgresql"; });

TEST_P(people_rows_test, a_person_is_one_by_her_address_and_once_in_each_place)
{
    const std::int64_t account = make_account();
    const auto all = within([&](soci::session& s) {
        const person first = keep_person(s, "jane@example.org", "", noon);
        const person again = keep_person(s, "jane@example.org", "Jane", noon);
        EXPECT_EQ(first.id, again.id);
        EXPECT_EQ(again.name, "Jane");
        EXPECT_EQ(keep_person(s, "jane@example.org", "Somebody else", noon).name, "Jane");
        keep_membership(s, first.id, account, membership_role::viewer, noon);
        keep_membership(s, first.id, account, membership_role::owner, noon);
        keep_membership(s, first.id, 0, membership_role::staff, noon);
        return memberships_of(s, first.id);
    });
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].role, membership_role::staff) << "the host's first";
    EXPECT_EQ(all[1].role, membership_role::owner);
    const auto pages = within([&](soci::session& s) {
        return std::pair(page_of_people(s, account, {}).value().items, page_of_people(s, 0, {}).value().items);
    });
    EXPECT_EQ(pages.first.size(), 1U);
    EXPECT_EQ(pages.second.size(), 1U);
    const bool forgotten = within([&](soci::session& s) {
        new_sign_in in;
        in.person = all[0].person;
        in.membership = all[0].id;
        in.at = noon;
        (void)add_sign_in(s, in);
        end_sign_ins(s, all[0].person, 0, noon, "test");
        for (const membership& one : all) remove_membership(s, one);
        return !find_person(s, "jane@example.org");
    });
    EXPECT_TRUE(forgotten) << "nothing is kept of who is nowhere";
}

TEST_P(people_rows_test, a_link_is_used_by_one_of_two)
{
    const new_secret secret = make_secret();
    const bool second = within([&](soci::session& s) {
        const person jane = keep_person(s, "jane@example.org", "", noon);
        keep_membership(s, jane.id, 0, membership_role::admin, noon);
        login_link link;
        link.person = jane.id;
        link.created_at = noon;
        link.expires_at = noon + std::chrono::minutes(10);
        add_login_link(s, secret.hash, link);
        const auto found = find_login_link(s, secret.hash);
        EXPECT_TRUE(use_login_link(s, found->id, noon));
        EXPECT_EQ(purge_login_links(s, noon), 0);
        return use_login_link(s, found->id, noon);
    });
    EXPECT_FALSE(second);
    EXPECT_EQ(within([&](soci::session& s) { return purge_login_links(s, noon + std::chrono::minutes(10)); }), 1);
    EXPECT_FALSE(within([&](soci::session& s) { return find_login_link(s, secret.hash); }).has_value());
}

}  // namespace
}  // namespace offlist::store
