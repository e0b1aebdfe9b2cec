// refuse.hpp: how a command says that it cannot do what it was asked.
//
// For one thread.
#pragma once
#include <offlist/problem.hpp>

#include "cli/console.hpp"
#include "cli/exit_status.hpp"

namespace offlist::cli {

/// Tells the problems on standard error; always exit_status::unknown.
exit_status refuse(const problems& wrong);

/// The same; whoever wants JSON gets an object a problem on standard output instead.
exit_status refuse_as_asked(const problems& wrong, console& out);

}  // namespace offlist::cli
