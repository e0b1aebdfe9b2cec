// set_statement.hpp: one statement over many rows of parameters, where a statement a row would cost a call of the
// database each.
//
// One text for both backends. Made once, as a constant: its texts are as long as its most rows are many. Safe from any
// thread once made; its functions are for work of the database, on its thread, and throw what SOCI throws.
#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/engine/sql.hpp"

namespace offlist::store::sql {

/// `statement` sees the rows as the table `given`, in no particular order; it begins with INSERT, UPDATE or SELECT and
/// has no parameters of its own. The first column is never NULL. Before ON CONFLICT, SQLite wants a WHERE (`WHERE 1 =
/// 1`).
class set_statement {
public:
    struct column {
        std::string_view name;
        value_kind kind;
    };
    /// So many rows go to the database at once.
    static constexpr std::size_t most_rows = 250;

    set_statement(std::vector<column> columns, std::string_view statement);

    /// Runs it over all rows, `most_rows` at a time, in their order; each row has a value for each column.
    void run(soci::session& s, std::vector<parameters> rows) const;

    /// The same for a statement whose rows have columns of these types; calls `each(columns…)` for every row.
    template <class... Columns, class Each>
    void for_each(soci::session& s, std::vector<parameters> rows, Each&& each) const
    {
        for (std::span<parameters> rest = rows; !rest.empty();) {
            part now = next(rest);
            sql::for_each<Columns...>(s, *now.text, std::move(now.given), each);
        }
    }

private:
    // A statement stays prepared by its text, so it has few sizes; what a part lacks to the next one is filled with
    // rows of NULLs, which `given` leaves out.
    static constexpr std::array<std::size_t, 5> sizes{1, 4, 16, 64, most_rows};

    struct part {
        const std::string* text = nullptr;
        parameters given;
    };
    [[nodiscard]] part next(std::span<parameters>& rows) const;

    std::vector<column> columns_;
    std::array<std::string, sizes.size()> texts_;
};

}  // namespace offlist::store::sql
