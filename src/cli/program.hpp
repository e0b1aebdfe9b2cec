// program.hpp: the program from its arguments to its exit status.
//
// Blocks until the command has run; called once, on the main thread. Nothing that goes wrong is thrown: it is told on
// standard error, and the status is 3.
#pragma once

namespace offlist::cli {

/// Runs one command line. Returns the exit status: Nagios's 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN or wrong use.
int run(int argc, char** argv);

}  // namespace offlist::cli
