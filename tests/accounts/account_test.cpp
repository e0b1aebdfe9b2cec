#include <gmock/gmock.h>
#include <accounts/account.hpp>

namespace offlist {

TEST(account, roles_are_read_as_they_are_written)
{
    for (const role r : {role::admin, role::staff, role::customer}) EXPECT_EQ(parse_role(to_string(r)), r);
    for (const char* wrong : {"", "Admin", "root", "staff ", "customers"})
        EXPECT_EQ(parse_role(wrong), std::nullopt) << wrong;
}

TEST(account, a_public_id_is_a_prefix_and_a_number)
{
    EXPECT_EQ(public_id("acc", 12), "acc_12");
    EXPECT_EQ(parse_public_id("acc", "acc_12"), 12);
    EXPECT_EQ(parse_public_id("lst", "lst_9223372036854775807"), 9223372036854775807);
}

TEST(account, an_id_has_one_spelling)
{
    for (const char* wrong : {"", "acc", "acc_", "acc_0", "acc_-1", "acc_+1", "acc_012", "acc_1 ", " acc_1", "sub_1",
                              "acc1", "12", "acc_1x", "acc_9223372036854775808", "ACC_1", "acc_1_2"})
        EXPECT_EQ(parse_public_id("acc", wrong), std::nullopt) << wrong;
}

}  // namespace offlist
