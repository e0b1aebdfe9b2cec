#include "services/relisting_rates.hpp"

#include <store/delistings/delisting_reader.hpp>

namespace offlist::services {

boost::asio::awaitable<parsed<std::vector<relistings>>> relisting_rates(store::database& db)
{
    store::delisting_reader reader(db);
    const auto found = co_await reader.relistings();
    if (!found) co_return found.error();
    std::vector<relistings> rates;
    for (const store::relisting_rate& r : *found)
        rates.push_back({.blocklist = r.blocklist,
                         .succeeded = r.succeeded,
                         .relisted = r.relisted,
                         .rate = static_cast<double>(r.relisted) / static_cast<double>(r.succeeded)});
    co_return rates;
}

}  // namespace offlist::services
