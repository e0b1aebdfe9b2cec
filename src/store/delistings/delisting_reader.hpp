// delisting_reader.hpp: delistings as they are shown, with their history and evidence, and what they add up to.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write(). The static functions are for work that does several things at once; they throw what SOCI throws.
#pragma once
#include <billing/money.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <delisting/job.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

struct delisting_filter {
    std::optional<std::int64_t> account;
    std::optional<std::string> subject;  ///< canonical text
    std::vector<std::string> blocklist;  ///< one of these; empty: whichever
    std::vector<job_state> state;        ///< the same
    bool live_only = false;
    std::optional<std::int64_t> listing;
};

/// A job, and what its account must still pay before it starts: the fees of all that wait up to this one, less the
/// funds. 0 for one that does not wait.
struct delisting_record {
    job what;
    std::int64_t to_pay = 0;  ///< cents of the fee's currency
    std::int64_t frozen = 0;  ///< of one that waits: cents of the funds that disputes keep from it
};

/// One change of state.
struct job_change {
    std::chrono::sys_seconds at{};
    std::string from;  ///< empty: it was ordered
    std::string to;
    std::string actor;
    std::string note;
};

/// A change of state of any job, as the log tells it.
struct moved_job {
    std::int64_t change = 0;  ///< rises from change to change
    std::int64_t id = 0;
    std::int64_t account = 0;
    std::string subject;
    std::string blocklist;
    job_change what;
};

struct job_evidence {
    std::chrono::sys_seconds at{};
    std::string kind;     ///< sent, received, answer
    std::string content;  ///< JSON
};

struct delisting_detail {
    delisting_record of;
    std::vector<job_change> history;     ///< oldest first
    std::vector<job_evidence> evidence;  ///< oldest first; of answers the newest hundred
};

/// What all jobs add up to now.
struct delisting_figures {
    std::vector<std::pair<job_state, std::int64_t>> by_state;  ///< every state, also those without a job
    std::vector<money> held;                                   ///< a currency each
    std::int64_t tasks_open = 0;                               ///< nobody has claimed them
    std::int64_t tasks_claimed = 0;
    std::int64_t mass_ends_open = 0;  ///< staff must say whether many jobs end
};

/// How often a list lists again what it had removed.
struct relisting_rate {
    std::string blocklist;
    std::int64_t succeeded = 0;
    std::int64_t relisted = 0;  ///< of these: the subject was listed there again afterwards
};

class delisting_reader {
public:
    explicit delisting_reader(database& db) : db_(db) {}

    /// Newest first. Problem: the cursor.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<delisting_record>>> page(delisting_filter filter,
                                                                                 page_request which);
    /// None: no such job, or, with `only_of`, another account's.
    [[nodiscard]] boost::asio::awaitable<parsed<std::optional<delisting_detail>>> get(
        std::int64_t id, std::optional<std::int64_t> only_of);
    [[nodiscard]] boost::asio::awaitable<parsed<delisting_figures>> figures();
    /// Changes with a number above `change`, oldest first, at most `most`. None: the newest alone, where to begin.
    [[nodiscard]] boost::asio::awaitable<parsed<std::vector<moved_job>>> changes_after(
        std::optional<std::int64_t> change, int most);
    /// Of each list with a job that succeeded.
    [[nodiscard]] boost::asio::awaitable<parsed<std::vector<relisting_rate>>> relistings();

    /// What is missing until the account's oldest waiting order starts, in cents; none: none waits.
    [[nodiscard]] boost::asio::awaitable<parsed<std::optional<std::int64_t>>> missing(std::int64_t account,
                                                                                      currency in);

    [[nodiscard]] static delisting_record record_of(soci::session& s, job j);
    [[nodiscard]] static delisting_detail detail_of(soci::session& s, job j);
    [[nodiscard]] static delisting_figures figures(soci::session& s);

private:
    database& db_;
};

}  // namespace offlist::store
