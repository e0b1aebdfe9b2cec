#include "cli/shared_flags.hpp"

#include <dns/engine.hpp>

#include "cli/resolved_names.hpp"

namespace offlist::cli {

void add_lists_directory_flag(command& to, config::overrides& into)
{
    to.flag("--lists", into.lists_directory, "the directory of list definitions").takes("DIR");
}

void add_catalog_flags(command& to, config::overrides& into)
{
    to.flag("--config", into.config, config_about).takes("FILE");
    add_lists_directory_flag(to, into);
}

void add_resolver_flags(command& to, config::overrides& into)
{
    to.flag("--resolver", into.resolvers, "ask this resolver instead of the system's; may be given again")
        .takes("ADDR[:PORT]");
    to.flag("--timeout", into.timeout, "for one try, such as 500ms or 2s (default: 2s; of check 1s)");
    to.flag("--tries", into.tries, "tries a question, over different resolvers (default: 3)")
        .between(1, dns::engine::most_tries)
        .takes("N");
    to.flag("--in-flight", into.in_flight, "questions without an answer at a time, at most (default: 1000)")
        .between(1, dns::engine::most_in_flight)
        .takes("N");
}

void add_budget_flag(command& to, config::overrides& into)
{
    to.flag("--budget-file", into.budget_file, "the count of each list's questions today").takes("FILE");
}

void add_special_flag(command& to, config::overrides& into)
{
    to.flag("--allow-special", into.allow_special, "accept private, loopback and other special addresses");
}

void add_duration_flag(command& to, std::optional<std::chrono::milliseconds>& into, const std::string& about)
{
    to.flag("--max-duration", into, about);
}

void add_sweep_flags(command& to, sweep_flags& into, config::overrides& overrides, const std::string& rest)
{
    to.flag("--list", into.lists, "ask this list only, even if it is off; may be given again").takes("ID");
    add_budget_flag(to, overrides);
    add_duration_flag(to, into.max_duration, "be done within this; the rest is " + rest);
    to.flag("--skip-invalid", into.skip_invalid, "pass over bad lines and subjects, and count them");
    to.flag("--resolve", into.resolve, resolve_about);
    add_special_flag(to, overrides);
}

void add_store_flags(command& to, config::overrides& into)
{
    to.flag("--config", into.config, config_about).takes("FILE");
    to.output_flags();
}

option add_account_flag(command& to, std::optional<std::string>& into, const std::string& about)
{
    return to.flag("--account", into, about).takes("ID");
}

}  // namespace offlist::cli
