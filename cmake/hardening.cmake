# Every build is hardened, so that the tests run what users get; tests/house/hardening.py looks at the program for it.
#
# -fPIE and not -fPIC: there is no shared library, and calls that could be interposed are not inlined.
add_compile_options(-fPIE -fstack-protector-strong -fstack-clash-protection)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64|i.86")
    add_compile_options(-fcf-protection)
endif()
# It needs the optimiser, and the sanitizers watch the same calls themselves: the presets debug, asan and tsan are of the
# type Debug. First undefined, for compilers that define it by themselves.
add_compile_options("$<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
add_link_options(-pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack)
