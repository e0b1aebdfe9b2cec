#include "sweep/assignment.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace offlist {

inventory_window::inventory_window(inventory subjects, const inventory::cursor& from, std::uint64_t most)
    : subjects_(std::move(subjects)), from_(from)
{
    inventory::cursor at = from;
    inventory_item item;
    while (size_ < most && at.next(item)) ++size_;
    if (size_ > 0) last_ = to_subject(item);
    reaches_end_ = !at.next(item);
}

inventory_window inventory_window::whole(inventory subjects, subject_kind kind)
{
    inventory_window all;
    all.from_ = subjects.walk(kind);
    all.size_ = subjects.count(kind);
    all.subjects_ = std::move(subjects);
    return all;
}

question_feed::question_feed(watched_items watched, inventory_window window)
    : watched_(std::move(watched)),
      subjects_(std::move(window.subjects_)),
      window_at_(window.from_),
      watched_size_(watched_ ? watched_->size() : 0),
      window_left_(window.size_)
{
}

void question_feed::take_watched(inventory_item& out, std::uint32_t& servers)
{
    const watched_item& item = (*watched_)[watched_at_++];
    out.kind = kind_of(item.about);
    if (const auto* ip4 = std::get_if<address_v4>(&item.about))
        out.ip4 = ip4->to_uint();
    else if (const auto* ip6 = std::get_if<address_v6>(&item.about))
        out.ip6 = ip6->to_bytes();
    else
        out.name = std::get_if<domain>(&item.about);
    servers = item.servers;
}

bool question_feed::watches_only(subject_kind kind) const
{
    return !watched_ || std::all_of(watched_->begin(), watched_->end(),
                                    [kind](const watched_item& item) { return kind_of(item.about) == kind; });
}

}  // namespace offlist
