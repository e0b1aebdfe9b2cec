// money_life.hpp: a random life of the paid half against a real store: orders, payments, adjustments, disputes, claims,
// outcomes, answers, time, crashes; and the promises that hold after each of them.
//
// One seed is one life, the same each time. What is expected is derived from what was done, not from the code under
// test: the funds are what came in, less the fees of the jobs that hold or have earned one. For one thread.
#pragma once
#include <billing/claim.hpp>
#include <billing/replay.hpp>
#include <core/clock.hpp>
#include <delisting/transition.hpp>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <store/delistings/staff_tasks.hpp>
#include <store/engine/database.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace offlist::store {

class money_life {
public:
    /// The store at `url` is new and empty.
    money_life(std::string url, std::uint64_t seed);
    ~money_life();
    money_life(const money_life&) = delete;
    money_life& operator=(const money_life&) = delete;

    /// One event, then the promises. What does not hold is in wrong().
    void step();
    /// At the end: the whole ledger once more, by ledger_table::verify.
    void finish();
    [[nodiscard]] const std::vector<std::string>& wrong() const { return wrong_; }
    /// How many events of each kind had an effect.
    [[nodiscard]] const std::map<std::string, int>& done() const { return done_; }

private:
    struct claim {
        std::int64_t task = 0;
        std::int64_t delisting = 0;
        std::string worker;
        std::int64_t fence = 0;
        bool by_program = false;
    };

    struct wish {  // of a payer, to have money back
        std::int64_t account = 0;
        claim_report what;
    };

    // events; each returns what it was, or nothing when it had no effect
    std::string pay();
    std::string order();
    std::string cancel();
    std::string adjust();
    std::string dispute();
    std::string claim_one();
    std::string end_one();
    std::string answer();
    std::string pass_time();
    std::string lose_a_list();
    std::string end_a_listing();
    std::string correct();
    std::string crash();

    void check();
    void check_balances();
    void check_jobs();
    void check_notices();
    void expect(bool holds, const std::string& what);

    template <class Work>
    std::optional<std::invoke_result_t<Work&, soci::session&>> write(Work work);
    [[nodiscard]] std::int64_t below(std::int64_t bound);
    [[nodiscard]] bool chance(int percent) { return below(100) < percent; }
    [[nodiscard]] std::int64_t some_account();
    [[nodiscard]] std::int64_t changes();
    [[nodiscard]] bool repeated(std::int64_t id) const;
    [[nodiscard]] std::vector<job> jobs(const std::string& rest);

    std::string url_;
    std::mt19937_64 random_;
    std::unique_ptr<database> db_;
    delisting_policy policy_;
    std::chrono::sys_seconds now_;
    std::vector<std::int64_t> accounts_;
    std::map<std::int64_t, std::int64_t> came_in_;  // cents, by account
    std::set<std::int64_t> disputed_;
    std::vector<wish> wishes_;
    std::set<std::string> receipts_;
    std::map<std::string, std::int64_t> adjusted_;  // key to cents
    std::vector<claim> claims_;                     // also those that ended long ago
    std::map<std::int64_t, job> before_;            // as of the newest check
    ledger_replay replay_;
    std::int64_t newest_transfer_ = 0;
    bool aborting_ = false;
    std::vector<std::string> wrong_;
    std::map<std::string, int> done_;
};

}  // namespace offlist::store
