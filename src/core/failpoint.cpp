#include "core/failpoint.hpp"

#ifdef OFFLIST_FAILPOINTS
#include <pthread.h>

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>

namespace offlist {
namespace {

struct failing {
    std::string_view name;
    int time = 1;
    int with = SIGKILL;
};

failing asked_for()
{
    const char* const value = std::getenv("OFFLIST_FAILPOINT");  // NOLINT(concurrency-mt-unsafe): nobody changes it
    if (value == nullptr) return {};
    const std::string_view text = value;
    const auto colon = text.find(':');
    failing f{.name = text.substr(0, colon)};
    if (colon == std::string_view::npos) return f;
    const auto how = text.substr(colon + 1);
    if (how == "stop")
        f.with = SIGSTOP;
    else
        std::from_chars(how.data(), how.data() + how.size(), f.time);
    return f;
}

}  // namespace

void failpoint(std::string_view name)
{
    static const failing one = asked_for();
    static std::atomic<int> times = 0;
    // to this thread, or it would run on until another one has taken the signal; both end or stop the whole process
    if (one.name == name && ++times == one.time) ::pthread_kill(::pthread_self(), one.with);
}

}  // namespace offlist
#else

namespace offlist {

void failpoint(std::string_view) {}

}  // namespace offlist
#endif
