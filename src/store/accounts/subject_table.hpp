// subject_table.hpp: which addresses, ranges and domains belong to which account. No two active ones overlap.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write(). The static functions are for work that does several things at once, and for commands; they throw what SOCI
// throws.
#pragma once
#include <accounts/account.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <offlist/subject.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/accounts/audit_log.hpp"
#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

/// One line of an import, or one request.
struct new_subject {
    std::string text;   ///< as a person wrote it: an address, a CIDR range, a domain
    std::string label;  ///< the customer's own words; may be empty
    std::string file;   ///< where it stands, for problems; empty: an argument
    int line = 0;
};

enum class adding : std::uint8_t {
    added,
    unreadable,  ///< no subject, a special-purpose address, a range that is too large
    conflict,    ///< it overlaps what is monitored already, by this account or another
    no_account,  ///< there is none with this id, or it is terminated
};

struct added_subject {
    adding outcome = adding::added;
    owned_subject subject;  ///< when added
    problem why;            ///< when not: names the subject in the way only if it is the account's own
};

struct import_report {
    std::vector<owned_subject> added;
    std::uint64_t already = 0;       ///< lines that name exactly what the account has already
    std::uint64_t folded = 0;        ///< lines whose subject another line has or holds in its range
    std::vector<std::string> notes;  ///< labels that were not kept for that
};

class subject_table {
public:
    explicit subject_table(database& db, special_addresses special = special_addresses::refuse)
        : db_(db), special_(special)
    {
    }

    boost::asio::awaitable<parsed<added_subject>> add(std::int64_t account, new_subject what, actor by);
    /// Its open listings end with it. False: no such active subject, or not of the account `only_of`.
    boost::asio::awaitable<parsed<bool>> remove(std::int64_t id, std::optional<std::int64_t> only_of, actor by);
    /// Active ones in the order of their ids; of all accounts when none is given.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<owned_subject>>> page(std::optional<std::int64_t> account,
                                                                              page_request which);

    static added_subject add(soci::session& s, std::int64_t account, const new_subject& what, const actor& by,
                             special_addresses special);
    /// All or nothing. What lies within a range of another line is part of it. Problems: of every line (the first 100,
    /// and how many more).
    static loaded<import_report> add_many(soci::session& s, std::int64_t account, const std::vector<new_subject>& what,
                                          const actor& by, special_addresses special);
    static bool remove(soci::session& s, std::int64_t id, std::optional<std::int64_t> only_of, const actor& by);

private:
    database& db_;
    special_addresses special_;
};

}  // namespace offlist::store
