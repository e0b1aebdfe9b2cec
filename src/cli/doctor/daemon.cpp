// The doctor's question to the daemon.
#include <algorithm>
#include <config/settings.hpp>
#include <utility>

#include "cli/doctor/diagnosis.hpp"
#include "cli/doctor/http_get.hpp"

namespace offlist::cli {
namespace {

constexpr std::chrono::milliseconds daemon_patience{5000};

// An address to listen at, as one to connect to.
std::string place_of(boost::asio::ip::tcp::endpoint at)
{
    if (at.address().is_unspecified())
        at.address(at.address().is_v6() ? boost::asio::ip::address(boost::asio::ip::address_v6::loopback())
                                        : boost::asio::ip::address(boost::asio::ip::address_v4::loopback()));
    return config::to_text({at.address(), at.port()});
}

}  // namespace

diagnosis examine_daemon(const config::http_config& http, gravity not_running, const time_limit& limit)
{
    const auto patience = [&] {  // two questions have to fit
        const auto rest = limit.rest();
        return rest ? std::clamp(*rest / 2, std::chrono::milliseconds(1), daemon_patience) : daemon_patience;
    };
    std::string place = place_of(http.listen);
    std::string url = (http.tls_certificate ? "https://" : "http://") + place;
    auto said = http_get(url + "/readyz", patience());
    // where strangers hold all connections of the one, the other still answers
    if (http.internal && http.internal->port() != 0 && (!said || said->status == 503)) {
        const std::string inside = place_of(*http.internal);
        if (auto more = http_get("http://" + inside + "/readyz", patience())) {
            place = inside;
            said = std::move(more);
        }
    }
    const std::string about = "daemon at " + place;
    if (!said)
        return {not_running, about, "it does not answer: " + said.error().what,
                "start it (systemctl start offlist), or see its log (journalctl -u offlist)"};
    if (said->status == 200) return {gravity::fine, about, "it is ready", ""};
    return {gravity::doubtful, about, "it is not ready: " + said->body,
            "after a start it needs a minute for its first slice; else see what it says"};
}

}  // namespace offlist::cli
