// monitor_store.hpp: the port through which the monitor remembers: one transaction for everything that a slice of the
// sweep has changed.
//
// Called from the monitor's thread; implementations do the blocking work elsewhere. Implemented by store/ and by a fake
// in memory for tests in virtual time.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <listing/evidence.hpp>
#include <listing/listing.hpp>
#include <offlist/blocklist.hpp>
#include <offlist/problem.hpp>
#include <offlist/subject.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <sweep/inventory.hpp>
#include <sweep/summary.hpp>
#include <vector>

namespace offlist {

/// What was stored about one subject: that it came, or went.
struct subject_change {
    std::int64_t id = 0;
    bool added = false;             ///< else removed
    std::string text;               ///< canonical: an address, a CIDR range, a domain; empty: read them all again
    std::int64_t last_listing = 0;  ///< removed: listings of it up to this id have ended with it
};

/// What is not monitored though it is stored, so that everybody else is.
struct left_out_subjects {
    std::int64_t account = 0;
    std::uint64_t subjects = 0;
    std::string why;  ///< in plain words
};

struct loaded_subjects {
    inventory subjects;
    std::int64_t changes = 0;  ///< all changes up to this id are in it, and perhaps later ones
    std::vector<left_out_subjects> left_out;
};

/// A listing that is not clean, as it is stored.
struct stored_listing {
    std::int64_t id = 0;
    std::int64_t account = 0;
    subject about;
    std::string blocklist;
    listing now;
    std::optional<std::int64_t> hold;  ///< the mass change that keeps it back
};

/// One step of one listing, to be written. Applied only if the stored state is still `from`, so that a step written
/// twice is written once.
struct listing_step {
    std::int64_t listing = 0;  ///< 0: a new one, for change::suspected
    subject about;
    std::string blocklist;
    listing_scope scope = listing_scope::ip;
    change what = change::none;
    listing_state from = listing_state::clean;
    offlist::listing to;  ///< state clean: the listing is over
    evidence because;
    std::optional<std::int64_t> hold;  ///< set: kept back by this mass change (with change::none the state stays)
};

/// Counters of a pending change, or that a listing is in doubt, or no longer: state that moves without a change of
/// status.
struct listing_touch {
    std::int64_t listing = 0;
    offlist::listing now;
};

/// Where a list stands in its endless round over the subjects of one kind: everything up to `after` has been asked.
struct round_position {
    std::string blocklist;
    subject_kind kind = subject_kind::ip4;
    std::optional<subject> after;   ///< none: at the start
    std::chrono::sys_seconds at{};  ///< when it stood there
    std::chrono::sys_seconds round_began{};
};

/// What is known of all open listings of one list and kind of subjects, but for those that are in doubt themselves.
struct list_verification {
    std::string blocklist;
    subject_kind kind = subject_kind::ip4;
    std::chrono::sys_seconds verified_at{};                    ///< the list has said of each that it is one, since then
    std::optional<std::chrono::sys_seconds> unverified_since;  ///< set while the list cannot be believed
    bool operator==(const list_verification&) const = default;
};

/// How far a list can be trusted, when that changed.
struct health_change {
    std::string blocklist;
    subject_kind kind = subject_kind::ip4;
    list_state now = list_state::unused;
    std::string why;
    std::chrono::sys_seconds at{};
};

/// What staff decides on a mass change.
enum class mass_decision : std::uint8_t {
    release,  ///< the list is right: the listings open, or end
    dismiss,  ///< the list erred: nothing has changed, and nobody is told
};
[[nodiscard]] std::string_view to_string(mass_decision d);

enum class mass_direction : std::uint8_t {
    opening,  ///< many subjects appeared on the list
    closing,  ///< many of its listings went
};
[[nodiscard]] std::string_view to_string(mass_direction d);

/// Many subjects of many accounts appeared on one list at once, or went from it: kept back until staff decides.
struct mass_change {
    std::int64_t id = 0;
    std::string blocklist;
    mass_direction direction = mass_direction::opening;
    std::uint64_t subjects = 0;
    std::uint64_t accounts = 0;
    std::chrono::sys_seconds began{};
    std::optional<mass_decision> decision = std::nullopt;  ///< none: staff has not decided
};

/// What one interval's sweep has done so far; `id` 0 begins a new one.
struct sweep_record {
    std::int64_t id = 0;
    std::chrono::sys_seconds began{};
    std::optional<std::chrono::sys_seconds> ended;
    std::uint64_t subjects = 0;
    tally counts;
    std::uint64_t lists_unhealthy = 0;
    std::uint64_t lag_seconds = 0;  ///< how far the slowest list is behind its interval
};

struct slice_record {
    std::chrono::sys_seconds at{};
    std::vector<listing_step> steps;
    std::vector<listing_touch> touches;
    std::vector<round_position> positions;
    std::vector<health_change> health;
    std::vector<list_verification> verifications;
    std::optional<sweep_record> sweep;
    std::int64_t subject_changes = 0;  ///< those up to this id need not be kept any more
};

struct step_result {
    std::int64_t listing = 0;  ///< 0: not applied (nobody owns the subject any more, or the stored state differed)
    std::int64_t account = 0;
};

struct slice_result {
    std::vector<step_result> steps;  ///< in the order of slice_record::steps
    std::int64_t sweep = 0;
};

class monitor_store {
public:
    virtual ~monitor_store() = default;
    /// All subjects of active accounts, ranges expanded; without the largest accounts, where all are more than an
    /// inventory holds, and without what cannot be read.
    virtual boost::asio::awaitable<parsed<loaded_subjects>> load_subjects() = 0;
    /// The first `most` behind the change `after`, in order.
    virtual boost::asio::awaitable<parsed<std::vector<subject_change>>> load_subject_changes(std::int64_t after,
                                                                                             int most) = 0;
    /// All listings that are not clean.
    virtual boost::asio::awaitable<parsed<std::vector<stored_listing>>> load_listings() = 0;
    virtual boost::asio::awaitable<parsed<std::vector<round_position>>> load_positions() = 0;
    /// The newest health of each list and kind.
    virtual boost::asio::awaitable<parsed<std::vector<health_change>>> load_health() = 0;
    virtual boost::asio::awaitable<parsed<std::vector<list_verification>>> load_verifications() = 0;
    /// The sweep that had not ended; empty when all have.
    virtual boost::asio::awaitable<parsed<std::optional<sweep_record>>> load_sweep() = 0;
    /// Mass changes that staff has not decided on, and those decided on that still keep a listing back.
    virtual boost::asio::awaitable<parsed<std::vector<mass_change>>> load_mass_changes() = 0;
    /// Opens a mass change (id 0), or updates its numbers; its id.
    virtual boost::asio::awaitable<parsed<std::int64_t>> keep_back(mass_change m) = 0;
    /// What it kept back has gone by itself: a mass change that staff has not decided on counts as dismissed.
    virtual boost::asio::awaitable<parsed<void>> has_passed(std::int64_t mass_change, std::chrono::sys_seconds at) = 0;
    /// Everything or nothing. Durable when it returns. Problems: the store cannot write (full disk, lost connection);
    /// the same record may then be given again.
    virtual boost::asio::awaitable<parsed<slice_result>> record(slice_record s) = 0;
};

}  // namespace offlist
