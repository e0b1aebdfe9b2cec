// monitor.hpp: asks about every subject on every list once an interval, for ever, and keeps what it learns.
//
// An endless chain of small sweeps ("slices") of about a minute. Each takes from every list what is due: the next
// stretch of its round over all subjects, the listings that await confirmation, the open ones. Each is a whole sweep
// with its own tests, so all that the sweep promises holds. What a slice has taught is written in one transaction, and
// only then does the monitor believe it.
//
// No I/O of its own, no clock but the port. Everything is called on the pipeline's thread; the coroutine of start()
// must run there too.
#pragma once
#include <array>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <dns/pipeline.hpp>
#include <memory>
#include <offlist/subject.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "monitor/monitor_observer.hpp"
#include "monitor/monitor_options.hpp"
#include "monitor/monitor_store.hpp"

namespace offlist {

class budget_store;
struct list_budget;
struct list_standing;
struct subject_range;
class clock;

struct list_status {
    std::string blocklist;
    list_state health = list_state::unused;  ///< the worst over its kinds of subjects
    std::string why;                         ///< in plain words; empty when healthy or unused
    std::uint64_t subjects = 0;              ///< of the kinds that it is asked about
    std::chrono::seconds interval{0};        ///< what its limits carry: the configured one or longer
    std::chrono::seconds lag{0};             ///< how far its round is behind `interval`
    std::uint64_t open = 0;                  ///< listings listed or clearing
    std::uint64_t pending = 0;               ///< listings suspected
};

struct monitor_status {
    bool loaded = false;       ///< the state has been read from the store
    std::uint64_t slices = 0;  ///< done and recorded since the start
    std::uint64_t subjects = 0;
    std::chrono::seconds lag{0};   ///< of the slowest healthy list
    std::optional<problem> store;  ///< why the store refuses to record, while it does
    std::string blame;             ///< of the newest slice: the network or the resolvers; else empty
    std::vector<list_status> lists;
    std::vector<left_out_subjects> left_out;  ///< not monitored, though stored
};

class monitor {
public:
    /// All references must outlive the monitor. Requires usable(options).
    monitor(dns::pipeline& pipeline, monitor_store& store, const clock& time, budget_store& budgets,
            monitor_options options, std::vector<monitored_list> lists, monitor_observer& observer);
    ~monitor();
    monitor(const monitor&) = delete;
    monitor& operator=(const monitor&) = delete;

    /// Reads the state from the store and asks until stop(). Problems: the store cannot be read. Once.
    boost::asio::awaitable<parsed<void>> start();
    /// Ends the slice under way, records it and lets start() return within options.stop_within. May be called twice,
    /// and before start().
    void stop();

    /// From the next slice on these lists are asked. Positions and health of those that stay are kept. Listings of a
    /// list that is gone stay open: nobody said that they are over.
    void use(std::vector<monitored_list> lists);
    /// Subjects may have come or gone, whoever stored that: the store is asked for the changes. New ones are asked
    /// about on all their lists at once. Cheap where nothing has changed.
    void subjects_changed();
    /// Asks about this pair so often, whatever its state, and tells monitor_observer::watched. Again: changes the
    /// interval; with the same one nothing changes. Does nothing for a list that is not in use yet.
    void watch(const subject& about, std::string_view blocklist, std::chrono::seconds every);
    void unwatch(const subject& about, std::string_view blocklist);
    /// Staff has decided on a mass change (the store has that already): what was kept back is asked once more and
    /// then opened, or forgotten.
    void decided(std::int64_t mass_change, mass_decision what);

    /// At any time. Linear in the number of lists.
    [[nodiscard]] monitor_status status() const;
    /// What `more` subjects would do to each list that asks about such.
    [[nodiscard]] std::vector<list_budget> budget(const std::array<std::uint64_t, subject_kinds>& more) const;
    /// What each list in use that asks this kind has said of these since `since`, as far as this process knows.
    [[nodiscard]] std::vector<list_standing> standing(const subject_range& of, std::chrono::sys_seconds since) const;

private:
    class state;
    std::unique_ptr<state> state_;
};

}  // namespace offlist
