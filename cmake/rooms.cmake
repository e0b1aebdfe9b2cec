# One static library per room (docs/ARCHITECTURE.md), so that the linker enforces which room may use which.
#
#   offlist_room(NAME LINKS libraries…)   all src/NAME/*.cpp as offlist_NAME
#   offlist_test(NAME LINKS libraries…)   all tests/NAME/*.cpp as one GoogleTest program, each test known to ctest
include(GoogleTest)

add_library(offlist_flags INTERFACE)
target_compile_features(offlist_flags INTERFACE cxx_std_20)
target_compile_options(offlist_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
                                               -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 sees overlaps in std::string that are not there (GCC bug 105329), and takes strings in braced lists of
    # aggregates for uninitialised: at -O3 (posting.cpp), and with sanitizers everywhere. clang-tidy looks for those.
    target_compile_options(offlist_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
target_compile_definitions(offlist_flags INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION)

function(offlist_room name)
    cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
    if(NOT sources) # a room that is still only headers
        add_library(offlist_${name} INTERFACE)
        target_link_libraries(offlist_${name} INTERFACE ${ARG_LINKS})
        return()
    endif()
    add_library(offlist_${name} STATIC ${sources})
    target_include_directories(offlist_${name} PUBLIC ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(offlist_${name} PUBLIC ${ARG_LINKS} PRIVATE offlist_flags)
endfunction()

function(offlist_test name)
    cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cpp)
    add_executable(test_${name} ${sources})
    target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_compile_definitions(test_${name} PRIVATE OFFLIST_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_libraries(test_${name} PRIVATE ${ARG_LINKS} GTest::gmock_main offlist_flags)
    # Their templates take long to compile and the tests' own code runs in no time: unoptimised, a third of the build is
    # saved (tests/blocklists/verdict_test.cpp under ASan: 15 s instead of 36).
    target_compile_options(test_${name} PRIVATE -O0)
    gtest_discover_tests(test_${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
endfunction()
