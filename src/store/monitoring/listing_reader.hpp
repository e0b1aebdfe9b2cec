// listing_reader.hpp: the history of listings, for customers and staff.
//
// May be called from any thread, as the database. Problems, beside those told here, are those of database::read() and
// write(). Every filter has its index (listing_query.hpp).
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <listing/evidence.hpp>
#include <listing/listing.hpp>
#include <offlist/blocklist.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

/// Where a listing is in its life, as it is shown.
enum class listing_phase : std::uint8_t {
    suspected,  ///< not confirmed yet
    open,       ///< confirmed, and not known to be gone
    closed,     ///< confirmed to be gone or reclassified, or its subject is no longer monitored
    dismissed,  ///< never confirmed
};
[[nodiscard]] std::string_view to_string(listing_phase p);
[[nodiscard]] std::optional<listing_phase> parse_listing_phase(std::string_view text);

/// What stands around a listing while it is looked at.
struct listing_context {
    std::int64_t monitored_as = 0;  ///< the subject of the account that has it: itself, or a range; 0: none any more
    std::string monitored_text;
    std::string label;
    std::int64_t delisting = 0;  ///< of the same account, not ended; 0: none
    std::string delisting_state;
};

struct listing_record {
    std::int64_t id = 0;
    std::int64_t account = 0;
    std::string subject;  ///< canonical text
    subject_kind kind = subject_kind::ip4;
    std::string blocklist;
    listing_scope scope = listing_scope::ip;
    listing_phase phase = listing_phase::suspected;
    listing_state state = listing_state::suspected;     ///< clean when it is over
    std::chrono::sys_seconds first_seen_at{};           ///< the first answer
    std::optional<std::chrono::sys_seconds> opened_at;  ///< when it was confirmed
    std::optional<std::chrono::sys_seconds> closed_at;  ///< when it was over: closed or dismissed
    /// Why it was over: closed, reclassified, dismissed, or unmonitored (its subject was removed, and nobody knows
    /// whether it is listed still); empty while it is not.
    std::string closed_reason;
    std::optional<std::chrono::sys_seconds> verified_at;  ///< the newest answer other than unknown
    std::optional<std::chrono::sys_seconds> unverified_since;
    std::optional<std::int64_t> hold;  ///< the mass change that keeps it back
    evidence because;                  ///< the newest listed answer that changed it
    listing_context around;            ///< of a page and of get()
};

/// One line of a listing's history.
struct listing_event {
    std::int64_t id = 0;
    std::chrono::sys_seconds at{};
    std::string what;  ///< to_string(change), or "removed" when its subject was no longer monitored, or "held"
    listing_state from = listing_state::clean;
    listing_state to = listing_state::clean;
    std::optional<std::int64_t> hold;
    evidence because;  ///< default-made for "removed"
};

struct listing_detail {
    listing_record listing;
    std::vector<listing_event> history;  ///< oldest first
};

/// Who looks: a customer sees what is confirmed, not held back and its own.
struct viewer {
    bool staff = false;
    std::int64_t account = 0;  ///< of a customer
};

struct listing_filter {
    std::optional<std::int64_t> account;
    std::optional<std::string> subject;       ///< an address, a CIDR range or a domain
    std::vector<std::string> blocklist;       ///< one of these; empty: whichever
    std::vector<listing_phase> phase;         ///< the same
    std::optional<std::int64_t> mass_change;  ///< kept back by this one; for staff
    // In the period is what stood on the list at some moment of it.
    std::optional<std::chrono::sys_seconds> from;  ///< not over by then
    std::optional<std::chrono::sys_seconds> to;    ///< first seen before
};

class listing_reader {
public:
    explicit listing_reader(database& db) : db_(db) {}

    /// Newest first, by when they were first seen. Problems: `subject` is none, the cursor.
    [[nodiscard]] boost::asio::awaitable<parsed<page_of<listing_record>>> page(listing_filter filter, viewer who,
                                                                               page_request which);
    /// Whether this store has ever had a listing, or a delisting, on a list of this id.
    [[nodiscard]] boost::asio::awaitable<parsed<bool>> knows_list(std::string blocklist);
    [[nodiscard]] boost::asio::awaitable<parsed<std::optional<listing_detail>>> get(std::int64_t id, viewer who);
    /// Within work: whatever its state; none: no such listing.
    [[nodiscard]] static std::optional<listing_record> find(soci::session& s, std::int64_t id);
    /// Within work: the listing of a subject on a list that is suspected or open; of any account when none is named.
    [[nodiscard]] static std::optional<listing_record> find_live(soci::session& s, std::optional<std::int64_t> account,
                                                                 const subject& about, const std::string& blocklist);

private:
    database& db_;
};

}  // namespace offlist::store
