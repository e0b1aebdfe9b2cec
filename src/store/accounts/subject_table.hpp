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
#include <string_view>
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
    added,       ///< monitored from now on, or pending
    unreadable,  ///< no subject, a special-purpose address, a range that is too large
    conflict,    ///< it overlaps what the account has, or, where nothing has to be proved, what another one has
    no_account,  ///< there is none with this id, or it is terminated
    too_much,    ///< beyond the account's quota, or beyond what can be monitored in all
};

struct added_subject {
    adding outcome = adding::added;
    owned_subject subject;  ///< when added
    problem why;            ///< when not: names the subject in the way only to its account, and to staff
};

struct import_report {
    std::vector<owned_subject> added;
    std::uint64_t already = 0;       ///< lines that name exactly what the account has already
    std::uint64_t folded = 0;        ///< lines whose subject another line has or holds in its range
    std::vector<std::string> notes;  ///< labels that were not kept for that
};

/// Where a subject that is not removed is in its life, as it is shown.
enum class subject_state : std::uint8_t { active, pending, contested };
[[nodiscard]] std::string_view to_string(subject_state s);
[[nodiscard]] subject_state state_of(const owned_subject& s);

struct subject_filter {
    std::optional<std::int64_t> account;
    std::vector<subject_state> state;   ///< one of these; empty: whichever
    std::optional<std::string> within;  ///< shares an address with this one, or is it; as read_span() takes it
    std::optional<std::string> label;   ///< a part of the label, upper and lower case being the same
};

class subject_table {
public:
    explicit subject_table(database& db) : db_(db) {}

    /// Its open listings end with it. False: no such subject, or not of the account `only_of`.
    boost::asio::awaitable<parsed<bool>> remove(std::int64_t id, std::optional<std::int64_t> only_of, actor by);
    /// Those that are not removed, in the order of their ids.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<owned_subject>>> page(subject_filter filter,
                                                                              page_request which);
    [[nodiscard]] boost::asio::awaitable<parsed<std::optional<owned_subject>>> find(std::int64_t id);

    /// What a customer adds is held to the account's quota and, where proof is asked for, pending: then nobody else's
    /// subject is in its way, and none is told of. Staff's word is a proof, and bound by the capacity alone; the same
    /// subject that the account has pending becomes active by it.
    static added_subject add(soci::session& s, std::int64_t account, const new_subject& what, const actor& by,
                             const admission& rules);
    /// In the name of staff. All or nothing. What lies within a range of another line is part of it. Problems: of every
    /// line (the first 100, and how many more); more than can be monitored.
    static loaded<import_report> add_many(soci::session& s, std::int64_t account, const std::vector<new_subject>& what,
                                          const actor& by, const admission& rules);
    static bool remove(soci::session& s, std::int64_t id, std::optional<std::int64_t> only_of, const actor& by);
    /// None: as with remove().
    static std::optional<owned_subject> relabel(soci::session& s, std::int64_t id, std::optional<std::int64_t> only_of,
                                                const std::string& label, const actor& by);
    /// One that is not removed.
    [[nodiscard]] static std::optional<owned_subject> find(soci::session& s, std::int64_t id);

private:
    database& db_;
};

}  // namespace offlist::store
