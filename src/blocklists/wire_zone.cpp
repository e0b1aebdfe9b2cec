#include "blocklists/wire_zone.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <string_view>

namespace offlist {
namespace {

// Appends `dotted` to `out` label by label, without a final zero octet.
bool append_labels(dns::wire_name& out, std::string_view dotted) noexcept
{
    constexpr std::size_t longest_label = 63;  // RFC 1035 section 2.3.4
    for (;;) {
        const std::size_t size = std::min(dotted.find('.'), dotted.size());
        if (size == 0 || size > longest_label) return false;
        std::array<std::uint8_t, longest_label + 1> label;
        label[0] = static_cast<std::uint8_t>(size);
        std::memcpy(label.data() + 1, dotted.data(), size);
        if (!out.append(std::span(label.data(), size + 1))) return false;
        if (size == dotted.size()) return true;
        dotted.remove_prefix(size + 1);
    }
}

}  // namespace

wire_questions::wire_questions(const blocklist& list) : form_(list.form)
{
    constexpr std::array<std::uint8_t, 1> root{0};
    dns::wire_name zone;
    const bool valid = append_labels(zone, list.query_zone()) && zone.append(root);
    BOOST_ASSERT_MSG(valid, "the list has no zone to ask: its key is missing, or nobody called use_key()");
    if (!valid) return;  // without a zone every write is refused: it would ask the root
    zone_size_ = zone.view().size();
    std::memcpy(zone_.data(), zone.view().data(), zone_size_);
    if (list.query_front().empty()) return;
    const std::string_view key = std::string_view(list.query_front()).substr(0, list.query_front().size() - 1);
    BOOST_ASSERT(!key.empty() && key.size() < front_.size());
    front_[0] = static_cast<std::uint8_t>(key.size());
    std::memcpy(front_.data() + 1, key.data(), key.size());
    front_size_ = key.size() + 1;
}

bool wire_questions::write(dns::wire_name& out, const domain& name) const noexcept
{
    return begin(out) && append_labels(out, form_ == domain_form::organisational ? name.organisational : name.name) &&
           out.append(zone());
}

}  // namespace offlist
