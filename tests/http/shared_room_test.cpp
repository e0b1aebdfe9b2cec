#include "http/shared_room.hpp"

#include <gmock/gmock.h>
#include <memory>

namespace {

using offlist::http::shared_room;

TEST(shared_room, is_bounded_for_each_client_and_in_all)
{
    shared_room room(100, 60);
    shared_room::part a(room, "a");
    shared_room::part a2(room, "a");
    shared_room::part b(room, "b");
    EXPECT_TRUE(a.resize(40));
    EXPECT_FALSE(a2.resize(30)) << "more than one client may have";
    EXPECT_TRUE(a2.resize(20));
    EXPECT_FALSE(b.resize(50)) << "more than there is";
    EXPECT_TRUE(b.resize(40)) << "what was refused has taken nothing";
    EXPECT_EQ(room.octets(), 100U);
}

TEST(shared_room, gets_back_what_shrinks_and_what_goes)
{
    shared_room room(100, 100);
    auto a = std::make_unique<shared_room::part>(room, "a");
    shared_room::part b(room, "b");
    EXPECT_TRUE(a->resize(100));
    EXPECT_TRUE(a->resize(10));
    EXPECT_TRUE(b.resize(90));
    a.reset();
    EXPECT_EQ(room.octets(), 90U);
    EXPECT_TRUE(b.resize(100));
}

}  // namespace
