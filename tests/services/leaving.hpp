// leaving.hpp: an account leaves, and its data is destroyed, as staff has it done.
//
// For one thread.
#pragma once
#include <boost/asio/io_context.hpp>
#include <services/accounts/destroy_account.hpp>
#include <services/accounts/terminate_account.hpp>
#include <string>
#include <utility>

#include "store/store_fixture.hpp"

namespace offlist::services {

/// None: no such account.
inline std::optional<account> terminated(store::database& db, std::int64_t id)
{
    return db.write_now(terminate_account{.id = id, .by = store::staff()}).value().is;
}

inline destroyed_account destroyed(boost::asio::io_context& io, store::database& db, std::int64_t id,
                                   const std::string& confirm = "Example")
{
    destroy_account what{.id = id, .confirm = confirm, .by = store::staff()};
    return test::await(io, destroy_for_good(db, std::move(what))).value();
}

}  // namespace offlist::services
