// assignment.hpp: what one list is to be asked in a sweep: subjects that are watched by name, then a window of an
// inventory.
//
// Values that share their content, so copies are cheap; a copy goes on from the same place. Each copy belongs to one
// thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <offlist/subject.hpp>
#include <optional>
#include <vector>

#include "sweep/inventory.hpp"

namespace offlist {

/// A subject whose answer is always told, the clean one too.
struct watched_item {
    subject about;
    std::uint32_t servers = 0;  ///< bit n: ask resolver n, if it is among the good ones; 0, or none of them: any
};
using watched_items = std::shared_ptr<const std::vector<watched_item>>;

/// The next `most` subjects behind a cursor, or as many as there are.
class inventory_window {
public:
    inventory_window() = default;  ///< nothing
    /// Walks over the window once to know its size and its end.
    inventory_window(inventory subjects, const inventory::cursor& from, std::uint64_t most);
    /// All subjects of one kind, without the walk: last() is not known then.
    [[nodiscard]] static inventory_window whole(inventory subjects, subject_kind kind);

    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The last subject of the window, where a later one goes on (inventory::walk_after). None: the window is empty, or
    /// whole.
    [[nodiscard]] const std::optional<subject>& last() const { return last_; }
    /// Nothing comes behind it in the walk.
    [[nodiscard]] bool reaches_end() const { return reaches_end_; }

private:
    friend class question_feed;
    inventory subjects_;  // shares the content, so that the cursor is never left behind
    inventory::cursor from_;
    std::uint64_t size_ = 0;
    std::optional<subject> last_;
    bool reaches_end_ = true;
};

/// The subjects of one course, in the order asked. Keep a copy of it to begin again from there.
class question_feed {
public:
    question_feed() = default;  ///< nothing to ask
    /// `watched` may be null. A watched subject that lies in the window too is asked twice.
    explicit question_feed(watched_items watched, inventory_window window = {});

    /// False at the end, and nothing is touched. A domain's name lives as long as any copy of the feed; `servers` is 0
    /// and `watched` false for a subject of the window.
    bool next(inventory_item& out, std::uint32_t& servers, bool& watched)
    {
        if (watched_at_ < watched_size_) {
            take_watched(out, servers);
            watched = true;
        } else {
            if (window_left_ == 0 || !window_at_.next(out)) return false;
            --window_left_;
            servers = 0;
            watched = false;
        }
        ++done_;
        return true;
    }
    [[nodiscard]] std::uint64_t done() const { return done_; }
    [[nodiscard]] std::uint64_t left() const { return window_left_ + watched_left(); }
    [[nodiscard]] std::uint64_t watched_left() const { return watched_size_ - watched_at_; }
    /// All subjects are of this kind. Linear in the number of watched ones; the window is not looked at.
    [[nodiscard]] bool watches_only(subject_kind kind) const;

private:
    void take_watched(inventory_item& out, std::uint32_t& servers);

    watched_items watched_;
    inventory subjects_;
    inventory::cursor window_at_;
    std::size_t watched_size_ = 0;
    std::size_t watched_at_ = 0;
    std::uint64_t window_left_ = 0;
    std::uint64_t done_ = 0;
};

/// One list's part of a sweep, for subjects of one kind. Without questions it tests the list, once.
struct assignment {
    std::size_t list = 0;  ///< place among the sweep's lists
    subject_kind kind = subject_kind::ip4;
    question_feed feed;  ///< subjects of `kind` only
};

}  // namespace offlist
