// fontconfig_leak.hpp: what fontconfig keeps until the end of a process is not ours to free, and LeakSanitizer is told
// so.
//
// To be included by one source of each test program that writes PDF.
#pragma once

extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier): LeakSanitizer's own
extern "C" const char* __lsan_default_suppressions()   // NOLINT(bugprone-reserved-identifier)
{
    return "leak:libfontconfig\n";
}
