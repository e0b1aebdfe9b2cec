// Batched datagrams arrive one by one and whole, with UDP GSO and without.
#include <gtest/gtest.h>
#include <dns/udp_batch.hpp>

#include <boost/asio/io_context.hpp>
#include <set>
#include <string>

namespace offlist::dns {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;

class udp_batch_sends : public testing::TestWithParam<bool> {
protected:
    udp_batch_sends()
        : peer_(context_, udp::endpoint(asio::ip::address_v4::loopback(), 0)), batch_(peer_.local_endpoint())
    {
        if (!GetParam()) batch_.without_gso();
    }
    void queue(const std::string& text)
    {
        batch_.queue({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }
    std::multiset<std::string> arrived()
    {
        std::multiset<std::string> all;
        while (peer_.available() > 0) {
            std::string one(2048, '\0');
            one.resize(peer_.receive_from(asio::buffer(one), sender_));
            all.insert(one);
        }
        return all;
    }

    asio::io_context context_;
    udp::socket peer_;
    udp::endpoint sender_;
    udp_batch batch_;
};

TEST_P(udp_batch_sends, datagrams_of_many_lengths_each_by_itself)
{
    std::multiset<std::string> sent;
    for (int i = 0; i < 150; ++i) {  // more than one super-packet of each of three lengths, and a rest
        const std::string text = std::to_string(1000 + i) + std::string(static_cast<std::size_t>(i % 3) * 7, 'x');
        queue(text);
        sent.insert(text);
    }
    EXPECT_TRUE(batch_.flush());
    EXPECT_TRUE(batch_.idle());
    EXPECT_EQ(arrived(), sent);
}

TEST_P(udp_batch_sends, more_lengths_than_one_call_takes)
{
    std::multiset<std::string> sent;
    for (std::size_t length = 1; length <= 200; ++length) {
        const std::string text(length, 'y');
        queue(text);
        sent.insert(text);
    }
    EXPECT_TRUE(batch_.flush());
    EXPECT_EQ(arrived(), sent);
}

TEST_P(udp_batch_sends, nothing_when_nothing_is_queued)
{
    EXPECT_TRUE(batch_.flush());
    EXPECT_TRUE(arrived().empty());
}

INSTANTIATE_TEST_SUITE_P(with_and_without_gso, udp_batch_sends, testing::Bool(),
                         [](const auto& each) { return each.param ? "gso" : "single"; });

TEST(udp_batch, receives_many_at_once_and_says_which_were_cut)
{
    asio::io_context context;
    udp::socket peer(context, udp::endpoint(asio::ip::address_v4::loopback(), 0));
    udp_batch batch(peer.local_endpoint());
    const std::string hello = "hello";
    batch.queue({reinterpret_cast<const std::uint8_t*>(hello.data()), hello.size()});
    ASSERT_TRUE(batch.flush());
    udp::endpoint back;
    std::string received(16, '\0');
    peer.receive_from(asio::buffer(received), back);

    const std::string small(100, 'a');
    const std::string large(receive_buffer::size + 1, 'b');
    peer.send_to(asio::buffer(small), back);
    peer.send_to(asio::buffer(large), back);
    receive_buffer buffer;
    ASSERT_EQ(batch.receive(buffer), 2U);
    EXPECT_EQ(buffer[0].octets.size(), small.size());
    EXPECT_FALSE(buffer[0].cut);
    EXPECT_TRUE(buffer[1].cut);
    EXPECT_EQ(batch.receive(buffer), 0U);
}

TEST(udp_batch, tells_a_closed_port_once_and_goes_on)
{
    asio::io_context context;
    udp::endpoint dead;
    {
        udp::socket gone(context, udp::endpoint(asio::ip::address_v4::loopback(), 0));
        dead = gone.local_endpoint();
    }
    udp_batch batch(dead);
    const std::string text = "anybody";
    batch.queue({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    EXPECT_TRUE(batch.flush());
    receive_buffer buffer;
    EXPECT_EQ(batch.receive(buffer), 0U);
    EXPECT_TRUE(batch.take_refused());
    EXPECT_FALSE(batch.take_refused());
}

}  // namespace
}  // namespace offlist::dns
