# What `cmake --install` puts where. Component `program`: what a server needs; component `library` (library.cmake): what a
# compiler needs. debian/*.install parts them in the same way.
include(GNUInstallDirs)

install(TARGETS offlist COMPONENT program)
install(DIRECTORY lists.d DESTINATION ${CMAKE_INSTALL_DATADIR}/offlist COMPONENT program FILES_MATCHING PATTERN "*.toml")
install(FILES prices.toml DESTINATION ${CMAKE_INSTALL_DATADIR}/offlist COMPONENT program)
install(FILES docs/offlist.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES docs/openapi.json DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES packaging/offlist.toml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples COMPONENT program)
install(FILES packaging/offlist.service DESTINATION lib/systemd/system COMPONENT program)
install(FILES packaging/offlist.sysusers DESTINATION lib/sysusers.d RENAME offlist.conf COMPONENT program)
install(FILES packaging/offlist.tmpfiles DESTINATION lib/tmpfiles.d RENAME offlist.conf COMPONENT program)

# The program knows its own commands. Where Debian's shells look for what packages bring along.
install(CODE "
    set(share \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}\")
    foreach(completion bash=bash-completion/completions/offlist zsh=zsh/vendor-completions/_offlist
                       fish=fish/vendor_completions.d/offlist.fish)
        string(REGEX MATCH \"^([a-z]+)=(.*/)(.*)$\" completion \${completion})
        file(MAKE_DIRECTORY \${share}/\${CMAKE_MATCH_2})
        message(STATUS \"Installing: \${share}/\${CMAKE_MATCH_2}\${CMAKE_MATCH_3}\")
        execute_process(COMMAND \"$<TARGET_FILE:offlist>\" completion \${CMAKE_MATCH_1}
                        OUTPUT_FILE \${share}/\${CMAKE_MATCH_2}\${CMAKE_MATCH_3} COMMAND_ERROR_IS_FATAL ANY)
    endforeach()
" COMPONENT program)
