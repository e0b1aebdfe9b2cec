// random_ids.hpp: unpredictable 16-bit numbers for message ids (RFC 5452 section 4.5), from the kernel's generator.
//
// Not safe from several threads.
#pragma once
#include <sys/random.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <system_error>

namespace offlist::dns {

class random_ids {
public:
    /// Throws std::system_error when the kernel gives no random octets.
    std::uint16_t next()
    {
        if (at_ == pool_.size()) refill();
        return pool_[at_++];
    }

private:
    void refill()
    {
        // At most 256 octets a call: such reads are never cut short by a signal (getrandom(2)).
        constexpr std::size_t chunk = 256 / sizeof(std::uint16_t);
        for (std::size_t i = 0; i < pool_.size(); i += chunk)
            if (::getrandom(&pool_[i], 256, 0) != 256)
                throw std::system_error(errno, std::generic_category(), "getrandom");
        at_ = 0;
    }

    std::array<std::uint16_t, 2048> pool_{};
    std::size_t at_ = pool_.size();
};

}  // namespace offlist::dns
