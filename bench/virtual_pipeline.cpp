#include "virtual_pipeline.hpp"

#include <algorithm>
#include <optional>

namespace offlist::bench {
namespace {

constexpr dns::steady_time never = dns::steady_time::max();

std::optional<std::uint32_t> number_of(std::span<const std::uint8_t> digits)
{
    std::uint32_t n = 0;
    for (const std::uint8_t c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        n = n * 10 + (c - '0');
    }
    return n;
}

struct pair {
    std::uint32_t address = 0;
    std::uint32_t list = 0;
};

// Four labels of digits, the last octet first, then the label of the list. None: another name (a canary).
std::optional<pair> read_name(std::span<const std::uint8_t> wire)
{
    pair p;
    std::size_t at = 0;
    for (unsigned label = 0; label < 5; ++label) {
        const std::size_t size = wire[at];
        if (at + 1 + size >= wire.size()) return std::nullopt;
        auto text = wire.subspan(at + 1, size);
        if (label == 4) text = text.subspan(1);
        const auto n = number_of(text);
        if (!n) return std::nullopt;
        (label == 4 ? p.list : p.address) |= label == 4 ? *n : *n << (8 * label);
        at += 1 + size;
    }
    return p;
}

}  // namespace

virtual_pipeline::virtual_pipeline(truth t) : truth_(t)
{
    no_.status = answer_status::no_such_name;
    no_.ttl = 300;
    listed_.status = text_.status = answer_status::answered;
    listed_.ttl = text_.ttl = 300;
    listed_.addresses.push_back(0x7f000002);
    text_.texts.emplace_back("Listed for the benchmark, see https://lists.example.org/why");
}

void virtual_pipeline::detach(dns::question_source& source)
{
    std::erase_if(sources_, [&](const attached& a) { return a.source == &source; });
    for (flight& f : flights_)
        if (f.source == &source) f.source = nullptr;
}

void virtual_pipeline::wake()
{
    for (attached& a : sources_) a.dry = false;
}

dns::steady_time virtual_pipeline::next_event() const
{
    dns::steady_time next = flights_.empty() ? never : flights_.front().at;
    for (const attached& a : sources_) next = std::min(next, a.dry ? a.ask_again : now_);
    return next;
}

void virtual_pipeline::step()
{
    const dns::steady_time next = next_event();
    now_ = std::max(now_ + tick, next == never ? now_ + tick : next);
    for (attached& a : sources_)
        if (a.dry && a.ask_again <= now_) a.dry = false;
    deliver();
    pull();
}

void virtual_pipeline::deliver()
{
    while (!flights_.empty() && flights_.front().at <= now_) {
        const flight landed = flights_.front();
        flights_.pop_front();
        if (landed.source == nullptr) continue;
        for (attached& a : sources_)
            if (a.source == landed.source) a.dry = false;
        landed.source->answered(landed.tag, *landed.said, now_);
    }
}

void virtual_pipeline::pull()
{
    dns::outgoing q;
    for (std::size_t n = 0; n < sources_.size(); ++n) {
        while (!sources_[n].dry && flights_.size() < window) {
            dns::question_source& source = *sources_[n].source;
            if (source.next(q, now_)) {
                flights_.push_back({&source, q.tag, &answer_to(q), now_ + latency});
                ++asked_;
                continue;
            }
            if (n >= sources_.size() || sources_[n].source != &source) return;  // it detached itself
            sources_[n].dry = true;
            const auto moment = source.idle_until();
            sources_[n].ask_again = moment ? std::max(*moment, now_ + tick) : never;
        }
    }
}

const answer& virtual_pipeline::answer_to(const dns::outgoing& q) const
{
    const auto p = read_name(q.name.view());
    if (!p || !truth_.listed(p->address, p->list)) return no_;
    return q.type == record_type::txt ? text_ : listed_;
}

}  // namespace offlist::bench
