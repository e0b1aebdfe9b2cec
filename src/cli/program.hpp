// program.hpp: the program from its arguments to its exit status. Wires all rooms together; nothing else includes it.
#pragma once

namespace offlist::cli {

/// Runs one command line. Returns the exit status: Nagios's 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN or wrong use.
int run(int argc, char** argv);

}  // namespace offlist::cli
