// `offlist doctor`
#include <algorithm>
#include <blocklists/terms_warnings.hpp>
#include <config/configuration.hpp>
#include <config/settings.hpp>
#include <core/clock.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/commands/table.hpp"
#include "cli/doctor/diagnosis.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

constexpr const char* doctor_help =
    R"(Looks at the configuration, the clock, the resolvers, the lists and the store, and says in words what to do.
--quick asks the daemon's /readyz instead: for health checks.

Exit status: 0 all is well; 1 something to see to; 2 something is broken; 3 wrong use.

Examples:
  offlist doctor --config /etc/offlist/offlist.toml
  offlist doctor --config /etc/offlist/offlist.toml --quick)";

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

void tell(const diagnosis& d, console& out)
{
    if (out.json()) {
        nlohmann::json line{{"status", word_for(d.how_bad)}, {"about", d.about}, {"what", d.what}};
        if (!d.advice.empty()) line["advice"] = d.advice;
        out.print(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        return;
    }
    constexpr std::size_t word_width = 8;
    out.print(out.colors()(tone_for(d.how_bad), word_for(d.how_bad)) +
                  std::string(word_width - word_for(d.how_bad).size(), ' ') + d.about + ": " + d.what,
              word_width);
    if (!d.advice.empty()) out.print(std::string(word_width, ' ') + "-> " + d.advice, word_width + 3);
}

diagnoses of_terms(const std::vector<blocklist>& lists, const config::configuration& with)
{
    diagnoses all;
    for (const terms_warning& w : config::warnings_about_terms(lists, with))
        all.push_back({gravity::doubtful, "terms of use", w.what, w.advice});
    return all;
}

diagnoses of_problems(const std::string& about, const problems& wrong)
{
    diagnoses all;
    for (const problem& p : wrong)
        all.push_back({gravity::broken, about, p.to_string(), "mend it, then run this again"});
    return all;
}

// What can still be examined is, whatever else is wrong: a person wants to know everything at once.
diagnoses examine(const config::overrides& from, const config::configuration& with, const time_limit& limit)
{
    diagnoses all{
        {gravity::fine, "configuration",
         with.file.empty() ? "none was named or found; the defaults are used" : with.file.string() + " is understood",
         ""}};
    const auto add = [&all](diagnoses more) {
        all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    add(examine_clock(real_clock().now_seconds()));
    const auto resolvers = config::resolvers_to_ask(from, with);
    add(resolvers ? examine_resolvers(*resolvers, limit) : of_problems("resolvers", resolvers.error()));
    const auto known = config::load_lists(from, with);
    if (!known) {
        add(of_problems("lists", known.error()));
    } else {
        const auto lists = config::lists_to_ask(*known, {});
        if (lists) add(of_terms(*lists, with));
        if (!lists)
            add(of_problems("lists", lists.error()));
        else if (resolvers)
            add(examine_lists(*lists, *resolvers, limit));
    }
    add(examine_store(config::store_of(with)));
    all.push_back(examine_daemon(with.service.http, gravity::doubtful, limit));
    return all;
}

struct doctor_command {
    config::overrides from;
    bool quick = false;
    std::optional<std::chrono::milliseconds> max_duration;

    exit_status run(console& out) const
    {
        const time_limit limit(max_duration);
        const limit_guard guard(max_duration);
        const auto with = config::read_configuration(from);
        diagnoses all;
        if (!with)
            all = of_problems("configuration", with.error());
        else if (quick)
            all.push_back(examine_daemon(with->service.http, gravity::broken, limit));
        else
            all = examine(from, *with, limit);
        gravity worst = gravity::fine;
        for (const diagnosis& d : all) worst = std::max(worst, d.how_bad);
        for (const diagnosis& d : out.json() ? all : for_a_person(all)) tell(d, out);
        return status_of(worst);
    }
};

}  // namespace

void add_doctor(command program)
{
    auto [doctor, what] =
        program.add<doctor_command>("doctor", "what is wrong with resolver, lists, store or clock, and what to do");
    add_catalog_flags(doctor, what.from);
    add_resolver_flags(doctor, what.from);
    add_duration_flag(doctor, what.max_duration, "be done within this; what is silent until then is told as such");
    doctor.output_flags();
    doctor.flag("--quick", what.quick, "only ask the running daemon whether it is ready");
    doctor.help(doctor_help);
}

}  // namespace offlist::cli
