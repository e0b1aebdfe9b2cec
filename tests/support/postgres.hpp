// postgres.hpp: a PostgreSQL of the tests' own, in a temporary directory, reached by a unix socket.
//
// Started once a test program and ended with it, even when the program crashes. For the main thread.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string>

namespace offlist::test {

class postgres {
public:
    /// The program's server. Throws std::runtime_error when it cannot be started.
    static postgres& instance();
    ~postgres();
    postgres(const postgres&) = delete;
    postgres& operator=(const postgres&) = delete;

    /// A new empty database; its url.
    [[nodiscard]] std::string fresh_database();

private:
    postgres();

    std::filesystem::path folder_;
    pid_t server_ = -1;
    int databases_ = 0;
};

}  // namespace offlist::test
