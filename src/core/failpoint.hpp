// failpoint.hpp: named places at which a test ends or stops the whole process, as a power cut would.
//
// Only in Debug builds (debug, asan, tsan): in a release the function is empty, so no environment variable can reach
// it. Safe from any thread.
//
//   OFFLIST_FAILPOINT=removal.after_intent         kill -9 there
//   OFFLIST_FAILPOINT=removal.after_intent:3       at the third time
//   OFFLIST_FAILPOINT=removal.after_intent:stop    SIGSTOP there; whoever sends SIGCONT lets it go on
//
// docs/HACKING.md lists the names.
#pragma once
#include <string_view>

namespace offlist {

/// Where a test may end the process; nothing otherwise.
void failpoint(std::string_view name);

}  // namespace offlist
