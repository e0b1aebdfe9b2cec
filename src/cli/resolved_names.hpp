// resolved_names.hpp: --resolve: the addresses of the domains of an inventory or an import, as DNS has them now.
//
// Blocks until DNS has answered; for one thread.
#pragma once
#include <offlist/problem.hpp>
#include <offlist/resolver.hpp>
#include <string>
#include <sweep/inventory_builder.hpp>

#include "cli/import_file.hpp"
#include "cli/time_limit.hpp"

namespace offlist::cli {

/// What --resolve does, in the words of --help.
inline constexpr const char* resolve_about = "take the addresses of domains too (A and AAAA, as they are now)";

/// Puts the addresses of the domains of `all` behind them, with their labels, or else their names. Problems: of every
/// domain that has none or could not be asked about before `until`, or whose address is special; by `file` and line.
[[nodiscard]] loaded<import_content> with_addresses(import_content&& all, const std::string& file,
                                                    const resolver_options& through, special_addresses special,
                                                    std::optional<time_limit::steady_time> until);

/// What becomes of the names themselves.
enum class names : bool { stay, go };

/// The same of an inventory, of which lines are not known. With options.skip_invalid such domains are counted as
/// skipped.
[[nodiscard]] loaded<inventory_report> with_addresses(inventory_report&& all, const resolver_options& through,
                                                      const inventory_options& options, names themselves,
                                                      std::optional<time_limit::steady_time> until);

}  // namespace offlist::cli
