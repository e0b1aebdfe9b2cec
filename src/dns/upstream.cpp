#include "dns/upstream.hpp"

namespace offlist::dns {

upstream::upstream(const boost::asio::ip::udp::endpoint& where, int most, std::chrono::milliseconds timeout)
    : endpoint(where),
      name(where.address().is_v6() ? '[' + where.address().to_string() + "]:" + std::to_string(where.port())
                                   : where.address().to_string() + ':' + std::to_string(where.port())),
      window(most),
      trip(timeout)
{
}

void upstream::heard()
{
    ++answers;
    window.answered(1);
    unanswered = 0;
    known = true;
    refusing = dead = false;
}

void upstream::lost()
{
    ++losses;
    ++unanswered;
}

}  // namespace offlist::dns
