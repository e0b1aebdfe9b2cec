# One static library per room (docs/ARCHITECTURE.md), so that the linker enforces which room may use which.
#
#   offlist_room(NAME ABOUT text MAY rooms… LINKS libraries…)   all src/NAME/*.cpp as offlist_NAME
#   offlist_test(NAME LINKS libraries… [SHARDS n])   all tests/NAME/*.cpp as one GoogleTest program, known to ctest as
#                                         NAME, or as NAME.0 … NAME.n-1

add_library(offlist_flags INTERFACE)
target_compile_features(offlist_flags INTERFACE cxx_std_20)
target_compile_options(offlist_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
                                               -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 sees overlaps in std::string that are not there (GCC bug 105329), and takes strings in braced lists of
    # aggregates for uninitialised: at -O3 (posting.cpp), and with sanitizers everywhere. clang-tidy looks for those.
    target_compile_options(offlist_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
    if(CMAKE_UNITY_BUILD) # it takes a source within a unit for a header
        target_compile_options(offlist_flags INTERFACE -Wno-subobject-linkage)
    endif()
endif()
target_compile_definitions(offlist_flags INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION)

function(offlist_room name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "ABOUT" "MAY;LINKS")
    if(NOT ARG_ABOUT OR ARG_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "offlist_room(${name}): expected ABOUT \"what it knows\" [MAY rooms…] [LINKS libraries…]")
    endif()
    set_property(GLOBAL APPEND PROPERTY OFFLIST_ROOMS ${name})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
    add_library(offlist_${name} STATIC ${sources})
    target_include_directories(offlist_${name} PUBLIC ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/src)
    list(TRANSFORM ARG_MAY PREPEND offlist_)
    target_link_libraries(offlist_${name} PUBLIC ${ARG_MAY} ${ARG_LINKS} PRIVATE offlist_flags)
endfunction()

# What the warnings of tests are told apart from the rooms', after offlist_flags: in a unit of several tests a name of one
# test's own may hide one of the test before it.
add_library(offlist_test_flags INTERFACE)
target_link_libraries(offlist_test_flags INTERFACE offlist_flags)
if(CMAKE_UNITY_BUILD)
    target_compile_options(offlist_test_flags INTERFACE -Wno-shadow)
endif()

function(offlist_test name)
    cmake_parse_arguments(ARG "" "SHARDS" "LINKS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cpp)
    add_executable(test_${name} ${sources})
    target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(test_${name} PRIVATE ${ARG_LINKS} GTest::gmock_main offlist_flags offlist_test_flags)
    # Their templates take long to compile and the tests' own code runs in no time: unoptimised, a third of the build is
    # saved (tests/blocklists/verdict_test.cpp under ASan: 15 s instead of 36).
    target_compile_options(test_${name} PRIVATE -O0 -U_FORTIFY_SOURCE)
    # One process a program, not one a test: 400 tests that read lists.d, or 50 that need a PostgreSQL, load or start it
    # once (blocklists: 17 s instead of 785). Where the tests mostly wait for other processes, SHARDS run side by side.
    if(NOT ARG_SHARDS)
        add_test(NAME ${name} COMMAND test_${name})
        set_tests_properties(${name} PROPERTIES TIMEOUT 900)
        return()
    endif()
    math(EXPR last "${ARG_SHARDS} - 1")
    foreach(shard RANGE ${last})
        add_test(NAME ${name}.${shard} COMMAND test_${name})
        set_tests_properties(${name}.${shard} PROPERTIES TIMEOUT 900
            ENVIRONMENT "GTEST_TOTAL_SHARDS=${ARG_SHARDS};GTEST_SHARD_INDEX=${shard}")
    endforeach()
endfunction()
