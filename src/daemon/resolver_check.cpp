#include "daemon/resolver_check.hpp"

#include <random>
#include <telemetry/log.hpp>

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto canary_every = 60s;
constexpr auto canary_again = 5s;  // while the resolver is in trouble

// RFC 6761 section 6.4: nothing exists under .invalid, so whoever answers about it rewrites answers.
question canary()
{
    question q;
    q.name = "offlist-" + std::to_string(std::random_device()()) + ".invalid";
    return q;
}

std::string trouble_in(answer_status said)
{
    switch (said) {
        case answer_status::answered:
            return "the resolver answers about names that do not exist: nothing it says can be believed";
        case answer_status::timeout:
            return "no resolver answers";
        case answer_status::unreachable:
            return "no resolver can be reached";
        default:
            return {};
    }
}

void tell_trouble_of_resolver(const std::string& trouble)
{
    if (trouble.empty())
        telemetry::log_detail("the resolver answers again");
    else
        telemetry::log_warning(trouble);
}

}  // namespace

resolver_check::resolver_check(const boost::asio::any_io_executor& on, resolver& asked)
    : asked_(asked),
      rounds_(
          on, [this] { return round(); }, tell_trouble_of_resolver)
{
}

boost::asio::awaitable<round_outcome> resolver_check::round()
{
    const answer said = co_await asked_.ask(canary());
    done_ = true;
    round_outcome outcome{.next = canary_every, .trouble = trouble_in(said.status)};
    if (!outcome.trouble.empty()) outcome.next = canary_again;
    co_return outcome;
}

}  // namespace offlist::daemon
