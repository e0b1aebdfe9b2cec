// kept_session.hpp: a session that keeps its prepared statements; for sql.cpp and connection.cpp alone.
//
// Every soci::session that work of the database is given is one of these. Belongs to one thread at a time.
#pragma once
#include <soci/soci.h>

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

#include "store/engine/sql.hpp"

namespace offlist::store {

/// A statement with the places that it reads its parameters from and writes its columns to.
struct prepared_statement {
    struct slot {
        value_kind kind = value_kind::integer;
        long long number = 0;
        std::string text;
        soci::indicator state = soci::i_null;
    };

    explicit prepared_statement(soci::session& s) : statement(s) {}

    std::deque<slot> parameters;  // SOCI keeps references to the slots, so they never move
    std::deque<slot> columns;
    soci::statement statement;  // after the slots: it goes first
    bool in_use = false;
};

class kept_session final : public soci::session {
public:
    using soci::session::session;

    /// Prepared for parameters and columns of these kinds; kept unless it is in use already.
    [[nodiscard]] std::shared_ptr<prepared_statement> statement(const std::string& text, const sql::parameters& given,
                                                                std::span<const value_kind> columns);
    /// After an error: in what state the statement is left differs by backend.
    void forget(const std::string& text) { kept_.erase(text); }
    void forget_all() { kept_.clear(); }

private:
    // More than all texts of the program; filters make a few hundred combinations at most.
    static constexpr std::size_t most_kept = 300;

    std::unordered_map<std::string, std::shared_ptr<prepared_statement>> kept_;
};

}  // namespace offlist::store
