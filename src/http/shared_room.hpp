// shared_room.hpp: memory that many clients share, bounded in all and for each of them.
//
// What is counted are octets that are there, never what a client has announced: an announcement costs nothing, and who
// makes many would take the room of those who send. On one thread, the server's.
#pragma once
#include <cstddef>
#include <map>
#include <string>

namespace offlist::http {

class shared_room {
    struct taken {
        std::size_t octets = 0;
        std::size_t parts = 0;
    };
    using clients = std::map<std::string, taken, std::less<>>;

public:
    /// What one request or answer holds, given back when it goes. The room outlives it.
    class part {
    public:
        part(shared_room& of, const std::string& client);
        ~part();
        part(const part&) = delete;
        part& operator=(const part&) = delete;

        /// It is `octets` large from now on. False: there is no room for that, and it stays as large as it was. What
        /// shrinks always may.
        [[nodiscard]] bool resize(std::size_t octets);

    private:
        shared_room& of_;
        clients::iterator client_;
        std::size_t octets_ = 0;
    };

    shared_room(std::size_t all, std::size_t each) : all_(all), each_(each) {}
    shared_room(const shared_room&) = delete;
    shared_room& operator=(const shared_room&) = delete;

    [[nodiscard]] std::size_t octets() const { return octets_; }

private:
    const std::size_t all_;
    const std::size_t each_;
    std::size_t octets_ = 0;
    clients clients_;  ///< those with parts
};

}  // namespace offlist::http
