// old_orders.hpp: orders whose money came so late that price and preconditions are looked at again before it is held.
//
// No use case but a part of the daemon's rounds: for its thread; the database does its work elsewhere. Problem: the
// store cannot be read or written; the next round makes up for it.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <delisting/terms.hpp>
#include <memory>
#include <offlist/catalog.hpp>
#include <offlist/problem.hpp>
#include <offlist/resolver.hpp>
#include <store/engine/database.hpp>

namespace offlist::services {

/// Each order that is due (store::old_orders) is quoted anew, DNS included. As it was ordered: it starts. At another
/// price, or refused for good: it is cancelled, says why, and its funds stay where they are. What cannot be known now
/// (a sick list, a look-up that fails) leaves it waiting. How many have started or were cancelled.
[[nodiscard]] boost::asio::awaitable<parsed<int>> start_old_orders(store::database& db, resolver& dns,
                                                                   std::shared_ptr<const catalog> lists,
                                                                   std::shared_ptr<const delisting_terms> terms,
                                                                   std::chrono::sys_seconds now);

}  // namespace offlist::services
