#include <algorithm>
#include <boost/assert.hpp>
#include <support/fake_pipeline.hpp>
#include <utility>

namespace offlist::test {
namespace {

constexpr dns::steady_time never = dns::steady_time::max();

// The engine wakes in ticks, so a source that asks for a moment already past is asked again soon, not at once: the
// virtual clock must move, or a wrong idle_until() would hang the test instead of failing it.
constexpr std::chrono::milliseconds tick{1};
// And it lets its sources know the time while its window is full.
constexpr std::chrono::milliseconds full_tick{100};

}  // namespace

std::string dotted(std::span<const std::uint8_t> wire)
{
    std::string name;
    for (std::size_t at = 0; at < wire.size() && wire[at] != 0; at += std::size_t{wire[at]} + 1) {
        if (!name.empty()) name += '.';
        const auto label = wire.subspan(at + 1, std::min<std::size_t>(wire[at], wire.size() - at - 1));
        name.append(label.begin(), label.end());
    }
    return name;
}

scripted_answer scripted_answer::addresses(std::initializer_list<std::uint32_t> host_order, std::uint32_t ttl)
{
    scripted_answer a = status(answer_status::answered);
    a.said.ttl = ttl;
    for (const std::uint32_t address : host_order) a.said.addresses.push_back(address);
    return a;
}

scripted_answer scripted_answer::text(std::string record, std::uint32_t ttl)
{
    scripted_answer a = status(answer_status::answered);
    a.said.ttl = ttl;
    a.said.texts.push_back(std::move(record));
    return a;
}

scripted_answer scripted_answer::status(answer_status s)
{
    scripted_answer a;
    a.said.status = s;
    return a;
}

scripted_answer scripted_answer::no(std::uint32_t ttl)
{
    scripted_answer a = status(answer_status::no_such_name);
    a.said.ttl = ttl;
    return a;
}

scripted_answer scripted_answer::silence()
{
    scripted_answer a = status(answer_status::timeout);
    a.silent = true;
    return a;
}

scripted_answer scripted_answer::later(std::chrono::milliseconds delay) &&
{
    after = delay;
    return std::move(*this);
}

fake_pipeline::fake_pipeline(answer_script script, fake_pipeline_settings settings)
    : script_(std::move(script)), settings_(std::move(settings))
{
    BOOST_ASSERT(!settings_.servers.empty() && settings_.servers.size() <= 32 && settings_.window > 0);
}

void fake_pipeline::attach(dns::question_source& source)
{
    sources_.push_back({&source, false, never});
}

void fake_pipeline::detach(dns::question_source& source)
{
    std::erase_if(sources_, [&](const attached& a) { return a.source == &source; });
    std::erase_if(flights_, [&](const auto& f) { return f.second.source == &source; });
}

void fake_pipeline::wake()
{
    for (attached& a : sources_) a.dry = false;
}

std::string_view fake_pipeline::server_name(std::uint8_t index) const
{
    return settings_.servers.at(index);
}

void fake_pipeline::advance(duration how_long)
{
    const dns::steady_time end = now_ + how_long;
    for (pull(); next_event() <= end; pull()) step_to(next_event());
    now_ = end;
}

bool fake_pipeline::run_until_idle(duration bound)
{
    return run_until([this] { return next_event() == never; }, bound);
}

bool fake_pipeline::run_until(const std::function<bool()>& done, duration bound)
{
    const dns::steady_time end = now_ + bound;
    for (pull(); !done(); pull()) {
        if (next_event() > end) {
            now_ = end;
            return false;
        }
        step_to(next_event());
    }
    return true;
}

std::size_t fake_pipeline::asked(std::string_view name) const
{
    return static_cast<std::size_t>(
        std::count_if(asked_.begin(), asked_.end(), [&](const asked_question& q) { return q.name == name; }));
}

std::size_t fake_pipeline::asked(std::string_view name, record_type type) const
{
    return static_cast<std::size_t>(std::count_if(
        asked_.begin(), asked_.end(), [&](const asked_question& q) { return q.name == name && q.type == type; }));
}

void fake_pipeline::pull()
{
    std::size_t dry_in_a_row = 0;
    while (flights_.size() < settings_.window && dry_in_a_row < sources_.size()) {
        turn_ = (turn_ + 1) % sources_.size();
        dry_in_a_row = pull_one(turn_) ? 0 : dry_in_a_row + 1;
    }
}

bool fake_pipeline::pull_one(std::size_t index)
{
    if (sources_[index].dry) return false;
    dns::question_source& source = *sources_[index].source;
    dns::outgoing q;
    if (source.next(q, now_)) {
        send(source, q);
        return true;
    }
    const auto still =
        std::find_if(sources_.begin(), sources_.end(), [&](const attached& a) { return a.source == &source; });
    if (still == sources_.end()) return false;  // it detached itself
    still->dry = true;
    still->ask_again = never;
    if (const auto moment = source.idle_until()) still->ask_again = std::max(*moment, now_ + tick);
    return false;
}

void fake_pipeline::send(dns::question_source& source, const dns::outgoing& q)
{
    BOOST_ASSERT_MSG(!q.name.view().empty() && q.name.view().back() == 0, "a question's name ends in the zero octet");
    const asked_question& logged =
        asked_.emplace_back(asked_question{dotted(q.name.view()), q.type, choose_server(q.servers), q.servers, now_});
    scripted_answer what = script_(logged);
    if (what.silent) {
        what.said = answer{};
        what.after = settings_.silence;
    }
    what.said.server = logged.server;
    flights_.emplace(due{now_ + what.after, sent_++}, flight{&source, q.tag, std::move(what.said)});
    most_in_flight_ = std::max(most_in_flight_, flights_.size());
}

std::uint8_t fake_pipeline::choose_server(std::uint32_t mask)
{
    const std::size_t count = settings_.servers.size();
    for (std::size_t tried = 0; tried < count; ++tried) {
        const std::size_t server = server_turn_++ % count;
        if ((mask >> server & 1U) != 0) return static_cast<std::uint8_t>(server);
    }
    BOOST_ASSERT_MSG(false, "a question must allow at least one of the servers");
    std::abort();
}

dns::steady_time fake_pipeline::next_event() const
{
    dns::steady_time earliest = flights_.empty() ? never : flights_.begin()->first.first;
    const bool room = flights_.size() < settings_.window;
    if (!room) earliest = std::min(earliest, now_ + full_tick);
    for (const attached& a : sources_) {
        if (a.dry) earliest = std::min(earliest, a.ask_again);
        if (!a.dry && room) earliest = now_;  // somebody woke or attached it between two events
    }
    return earliest;
}

void fake_pipeline::step_to(dns::steady_time moment)
{
    now_ = std::max(now_, moment);
    for (attached& a : sources_)
        if (a.dry && a.ask_again <= now_) a.dry = false;
    while (!flights_.empty() && flights_.begin()->first.first <= now_) {
        const flight landed = std::move(flights_.extract(flights_.begin()).mapped());
        moisten(landed.source);
        landed.source->answered(landed.tag, landed.said, now_);
    }
    for (const attached& a : sources_) a.source->time_passed(now_);
}

// An answer may free what a dry source waited for, so it is asked again.
void fake_pipeline::moisten(const dns::question_source* source)
{
    for (attached& a : sources_)
        if (a.source == source) a.dry = false;
}

}  // namespace offlist::test
