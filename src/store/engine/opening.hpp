// opening.hpp: from options to a store that stands ready: everything that is looked at before the first session, and
// the sessions themselves.
//
// Blocks; for one thread, before the database's threads run.
#pragma once
#include <core/clock.hpp>
#include <memory>
#include <offlist/problem.hpp>
#include <string>
#include <vector>

#include "store/engine/connection.hpp"
#include "store/engine/database.hpp"
#include "store/file/store_guard.hpp"

namespace offlist::store {

struct opened_store {
    store_url where;
    std::unique_ptr<store_guard> guard;                ///< of SQLite; before the sessions, which it outlives
    std::unique_ptr<connection> to_write;              ///< none: made when somebody writes
    std::vector<std::unique_ptr<connection>> to_read;  ///< when alone (store_condition::full) one, which reads alone
    int readers = 1;                                   ///< wanted
    int schema = 0;
    bool made = false;
    bool went_back = false;          ///< it is not as far as it was, and was accepted on purpose
    std::vector<std::string> notes;  ///< what whoever opened it should know
};

/// Problems as of database::open().
[[nodiscard]] parsed<opened_store> open_store(const database_options& options, const clock& time);

}  // namespace offlist::store
