// relisting_rates.hpp: use case: how often each list lists again what it had removed.
//
// From any thread, as the database. Problem: the store cannot be read.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <offlist/problem.hpp>
#include <store/engine/database.hpp>
#include <string>
#include <vector>

namespace offlist::services {

struct relistings {
    std::string blocklist;
    std::int64_t succeeded = 0;  ///< removals
    std::int64_t relisted = 0;   ///< of these: the subject was listed there again afterwards
    double rate = 0;             ///< relisted / succeeded
};

/// Of each list with a removal that succeeded, in the order of their ids.
[[nodiscard]] boost::asio::awaitable<parsed<std::vector<relistings>>> relisting_rates(store::database& db);

}  // namespace offlist::services
