// The doctor's question to the daemon.
#include <config/settings.hpp>

#include "cli/doctor/diagnosis.hpp"
#include "cli/doctor/http_get.hpp"

namespace offlist::cli {
namespace {

constexpr std::chrono::seconds daemon_patience{5};

}  // namespace

diagnosis examine_daemon(const config::http_config& http, gravity not_running)
{
    boost::asio::ip::tcp::endpoint at = http.listen;
    if (at.address().is_unspecified())
        at.address(at.address().is_v6() ? boost::asio::ip::address(boost::asio::ip::address_v6::loopback())
                                        : boost::asio::ip::address(boost::asio::ip::address_v4::loopback()));
    const std::string place = config::to_text({at.address(), at.port()});
    const std::string about = "daemon at " + place;
    const auto said = http_get((http.tls_certificate ? "https://" : "http://") + place + "/readyz", daemon_patience);
    if (!said)
        return {not_running, about, "it does not answer: " + said.error().what,
                "start it (systemctl start offlist), or see its log (journalctl -u offlist)"};
    if (said->status == 200) return {gravity::fine, about, "it is ready", ""};
    return {gravity::doubtful, about, "it is not ready: " + said->body,
            "after a start it needs a minute for its first slice; else see what it says"};
}

}  // namespace offlist::cli
