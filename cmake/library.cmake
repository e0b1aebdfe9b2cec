# The public library for others: one archive of the rooms behind include/offlist, found by find_package(offlist) as
# offlist::offlist and by pkg-config as offlist. tests/packaging/library_test.py builds a program against what is installed.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(library_rooms core dns blocklists)
list(TRANSFORM library_rooms REPLACE "(.+)" "$<TARGET_OBJECTS:offlist_\\1>" OUTPUT_VARIABLE library_objects)
add_library(offlist_library STATIC ${library_objects})
set_target_properties(offlist_library PROPERTIES OUTPUT_NAME offlist EXPORT_NAME offlist LINKER_LANGUAGE CXX)
target_compile_features(offlist_library INTERFACE cxx_std_20)
target_include_directories(offlist_library INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
# Headers name Boost only; the others are what the archive's own code calls. offlist.pc.in and offlist-config.cmake.in say
# the same.
target_link_libraries(offlist_library PUBLIC Boost::headers Threads::Threads
                                      PRIVATE fmt::fmt PkgConfig::cares PkgConfig::idn2 PkgConfig::psl PkgConfig::tomlplusplus)

install(TARGETS offlist_library EXPORT offlist COMPONENT library)
install(DIRECTORY include/offlist DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library FILES_MATCHING PATTERN "*.hpp")

set(config_directory ${CMAKE_INSTALL_LIBDIR}/cmake/offlist)
install(EXPORT offlist NAMESPACE offlist:: FILE offlist-targets.cmake DESTINATION ${config_directory} COMPONENT library)
configure_package_config_file(cmake/offlist-config.cmake.in ${CMAKE_BINARY_DIR}/offlist-config.cmake
                              INSTALL_DESTINATION ${config_directory} NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change what the outside relies on.
write_basic_package_version_file(${CMAKE_BINARY_DIR}/offlist-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/offlist-config.cmake ${CMAKE_BINARY_DIR}/offlist-config-version.cmake
        DESTINATION ${config_directory} COMPONENT library)

# Paths from the file's own place: `cmake --install --prefix` may put it anywhere.
file(RELATIVE_PATH pc_to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/offlist.pc.in ${CMAKE_BINARY_DIR}/offlist.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/offlist.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT library)
