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

void upstream::heard(steady_time now)
{
    ++answers;
    window.answered(1);
    unanswered = 0;
    heard_at = now;
    silent = false;
    refusing = dead = false;
}

void upstream::lost(steady_time now, steady_time::duration patience)
{
    ++losses;
    if (++unanswered == 1) silent_since = now;
    const bool never = heard_at == steady_time{};
    if (never || (unanswered >= losses_of_a_suspect && now - heard_at >= silence_of_a_suspect)) silent = true;
    if (unanswered >= losses_of_a_suspect && now - silent_since >= patience) dead = true;
}

}  // namespace offlist::dns
