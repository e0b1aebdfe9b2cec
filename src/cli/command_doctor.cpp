#include <algorithm>
#include <config/configuration.hpp>
#include <config/settings.hpp>
#include <core/clock.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/commands.hpp"
#include "cli/diagnosis.hpp"
#include "cli/http_get.hpp"

namespace offlist::cli {
namespace {

constexpr std::chrono::seconds daemon_patience{5};

std::string_view word_for(gravity s)
{
    switch (s) {
        case gravity::fine:
            return "ok";
        case gravity::doubtful:
            return "DOUBT";
        case gravity::broken:
            return "BROKEN";
    }
    return "BROKEN";
}

tone tone_for(gravity s)
{
    if (s == gravity::fine) return tone::good;
    return s == gravity::doubtful ? tone::doubt : tone::alarm;
}

exit_status status_of(gravity worst)
{
    if (worst == gravity::fine) return exit_status::ok;
    return worst == gravity::doubtful ? exit_status::warning : exit_status::critical;
}

void tell(const diagnosis& d, bool json, console& out)
{
    if (json) {
        nlohmann::json line{{"status", word_for(d.how_bad)}, {"about", d.about}, {"what", d.what}};
        if (!d.advice.empty()) line["advice"] = d.advice;
        out.print(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    out.print(out.colors()(tone_for(d.how_bad), word_for(d.how_bad)) +
              std::string(8 - word_for(d.how_bad).size(), ' ') + d.about + ": " + d.what);
    if (!d.advice.empty()) out.print("        -> " + d.advice);
}

diagnoses of_problems(const std::string& about, const problems& wrong)
{
    diagnoses all;
    for (const problem& p : wrong)
        all.push_back({gravity::broken, about, p.to_string(), "mend it, then run this again"});
    return all;
}

// What can still be examined is, whatever else is wrong: a person wants to know everything at once.
diagnoses examine(const arguments& from, const config::configuration& with)
{
    diagnoses all{{gravity::fine, "configuration",
                   from.config ? *from.config + " is understood" : "none was named; the defaults are used", ""}};
    const auto add = [&all](diagnoses more) {
        all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    add(examine_clock(real_clock().now_seconds()));
    const auto resolvers = config::resolvers_to_ask(from, with);
    add(resolvers ? examine_resolvers(*resolvers) : of_problems("resolvers", resolvers.error()));
    const auto known = config::load_lists(from, with);
    if (!known) {
        add(of_problems("lists", known.error()));
    } else {
        const auto lists = config::lists_to_ask(*known, {});
        if (!lists)
            add(of_problems("lists", lists.error()));
        else if (resolvers)
            add(examine_lists(*lists, *resolvers));
    }
    add(examine_store(config::store_of(with)));
    all.push_back(examine_daemon(with.service.http, gravity::doubtful));
    return all;
}

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

exit_status doctor_command(const arguments& from, console& out)
{
    const auto with = config::read_configuration(from);
    diagnoses all;
    if (!with)
        all = of_problems("configuration", with.error());
    else if (from.quick)
        all.push_back(examine_daemon(with->service.http, gravity::broken));
    else
        all = examine(from, *with);
    gravity worst = gravity::fine;
    for (const diagnosis& d : all) {
        tell(d, from.json, out);
        worst = std::max(worst, d.how_bad);
    }
    return status_of(worst);
}

}  // namespace offlist::cli
