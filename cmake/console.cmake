# The console: bundled by esbuild as console/package-lock.json has it, and put into the program octet by octet.
#
# npm is asked only when the lock file has changed since console/node_modules was made. Without node, or without a network
# to fetch from: -DOFFLIST_CONSOLE=OFF builds a program that has no pages.
set(console_assets ${CMAKE_BINARY_DIR}/console_assets.cpp)
if(NOT OFFLIST_CONSOLE)
    file(CONFIGURE OUTPUT ${console_assets} CONTENT [[
#include "web/asset.hpp"

namespace offlist::web {

std::span<const asset> built_assets()
{
    return {};
}

}  // namespace offlist::web
]] @ONLY)
else()
    find_program(OFFLIST_NODE NAMES node nodejs)
    if(NOT OFFLIST_NODE)
        message(FATAL_ERROR "the console is built with node (18 or later) and npm: install them, or configure with -DOFFLIST_CONSOLE=OFF")
    endif()
    file(GLOB_RECURSE console_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/console/*.ts ${CMAKE_SOURCE_DIR}/console/*.tsx
         ${CMAKE_SOURCE_DIR}/console/*.css ${CMAKE_SOURCE_DIR}/console/*.svg ${CMAKE_SOURCE_DIR}/console/*.html)
    list(FILTER console_sources EXCLUDE REGEX "/node_modules/|/console/check/")
    add_custom_command(
        OUTPUT ${console_assets}
        COMMAND ${OFFLIST_NODE} modules.mjs
        COMMAND ${OFFLIST_NODE} build.mjs ${CMAKE_BINARY_DIR}/console ${console_assets}
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/console
        DEPENDS ${console_sources} ${CMAKE_SOURCE_DIR}/console/package-lock.json ${CMAKE_SOURCE_DIR}/console/build.mjs
                ${CMAKE_SOURCE_DIR}/console/modules.mjs
        COMMENT "Bundling the console")
endif()
# Its octets come by .incbin, which belongs to no other file's unit.
set_source_files_properties(${console_assets} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
target_sources(offlist_web PRIVATE ${console_assets})
