# cmake -DVERSION=0.1.0 -DSOURCE=DIR -DOUTPUT=FILE.cpp -P version.cmake: a source file with the program's version.
#
# The version stands in project() of CMakeLists.txt. A checkout adds its git state as build metadata (semver.org, item 10):
# 0.1.0+12.gcafa7c2 is twelve commits behind the tag v0.1.0, 0.1.0+gcafa7c2 has no such tag yet, and .dirty has changes that are
# not committed. Without git, or in a tarball, it is the version alone. The file is written only when it changes, so that a
# build compiles and links nothing anew for it.
set(state "")
find_program(git git)
if(git)
    # A tarball may lie in somebody else's checkout, whose state says nothing about us.
    execute_process(COMMAND ${git} -C ${SOURCE} rev-parse --show-toplevel OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE
                    ERROR_QUIET)
    file(REAL_PATH ${SOURCE} here)
    if(top STREQUAL here)
        execute_process(COMMAND ${git} -C ${SOURCE} describe --tags --long --always --dirty --match v${VERSION}
                        OUTPUT_VARIABLE state OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    endif()
endif()
set(parts "")
if(state MATCHES "^v.*-([0-9]+)-(g[0-9a-f]+)")
    if(CMAKE_MATCH_1 GREATER 0)
        set(parts ${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
    endif()
elseif(state MATCHES "^([0-9a-f]+)") # no tag of this version
    set(parts g${CMAKE_MATCH_1})
endif()
if(state MATCHES "-dirty$")
    list(APPEND parts dirty)
endif()
list(JOIN parts "." state)
if(state)
    set(state "+${state}")
endif()

set(content "// Written by cmake/version.cmake.
#include \"core/version.hpp\"

namespace offlist {

const char* const version = \"${VERSION}${state}\";

}  // namespace offlist
")
set(before "")
if(EXISTS ${OUTPUT})
    file(READ ${OUTPUT} before)
endif()
if(NOT before STREQUAL content)
    file(WRITE ${OUTPUT} "${content}")
endif()
