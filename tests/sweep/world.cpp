#include <sweep/world.hpp>

#include <blocklists/question_name.hpp>
#include <stdexcept>

namespace offlist::test {
namespace {

answer_rule rule(const char* first, const char* last, verdict what, const char* means)
{
    const unknown_reason reason = what == verdict::unknown ? unknown_reason::blocked_by_list : unknown_reason::none;
    return {number(first), number(last), 0, 4, what, reason, means};
}

scripted_answer to_record_type(const asked_question& q, const std::vector<std::uint32_t>& addresses,
                               const std::string& text)
{
    if (q.type == record_type::txt)
        return text.empty() ? scripted_answer::status(answer_status::no_data) : scripted_answer::text(text);
    scripted_answer a = scripted_answer::addresses({});
    for (const std::uint32_t address : addresses) a.said.addresses.push_back(address);
    return a;
}

}  // namespace

test_entry standard_entry(subject_kind kind)
{
    switch (kind) {  // RFC 5782 section 5
        case subject_kind::ip4:
            return {"127.0.0.2", "127.0.0.1"};
        case subject_kind::ip6:
            return {"::ffff:7f00:2", "::ffff:7f00:1"};
        case subject_kind::domain:
            break;
    }
    return {"test", "invalid"};
}

std::uint32_t number(const std::string& dotted_address)
{
    return boost::asio::ip::make_address_v4(dotted_address).to_uint();
}

world::world(std::vector<std::string> resolvers, std::size_t window)
    : pipeline([this](const asked_question& q) { return answer_to(q); },
               {.servers = std::move(resolvers), .window = window, .silence = milliseconds(4000)}),
      time(pipeline),
      builder_({.special = special_addresses::allow}),
      started_(pipeline.now())
{
    options.canary_seed = 1;
}

blocklist& world::list(const std::string& id, const std::string& zone, std::initializer_list<subject_kind> kinds)
{
    auto made = std::make_unique<blocklist>();
    made->id = id;
    made->zone = zone;
    made->use_key({});
    for (const subject_kind kind : kinds) {
        made->subjects[static_cast<std::size_t>(kind)] = true;
        made->tests[static_cast<std::size_t>(kind)] = standard_entry(kind);
    }
    made->answers = {rule("127.0.0.1", "127.0.0.1", verdict::unknown, "query refused"),
                     rule("127.0.0.10", "127.0.0.10", verdict::informational, "policy"),
                     rule("127.0.0.2", "127.0.0.2", verdict::listed, "spam source"),
                     rule("127.0.0.0", "127.0.0.255", verdict::listed, "other")};
    lists_.push_back(std::move(made));
    return *lists_.back();
}

void world::inventory(std::string_view subject_or_range)
{
    const auto added = builder_.add(subject_or_range);
    if (!added) throw std::runtime_error(added.error().to_string());
}

void world::entry(const std::string& id, const std::string& subject, std::vector<std::uint32_t> addresses,
                  std::string text)
{
    for (const auto& l : lists_)
        if (l->id == id) {
            const auto parsed_subject = parse_subject(subject, special_addresses::allow).value();
            records_[question_name(parsed_subject, *l)] = {std::move(addresses), std::move(text), false};
            return;
        }
    throw std::runtime_error("no list " + id);
}

void world::conduct(const std::string& id, milliseconds after, list_conduct what, int resolver)
{
    list_conducts_[{id, resolver}][after] = what;
}

void world::conduct(std::size_t resolver, milliseconds after, resolver_conduct what)
{
    resolver_conducts_[resolver][after] = what;
}

const offlist::inventory& world::subjects()
{
    if (!std::exchange(inventory_built_, true)) inventory_ = std::move(builder_).finish().value().subjects;
    return inventory_;
}

sweep& world::begin()
{
    if (sweep_) pipeline.detach(*sweep_);
    subjects();
    std::vector<blocklist> lists;
    options.lenders.clear();
    for (const auto& l : lists_) {
        (lenders_.count(l->id) != 0 ? options.lenders : lists).push_back(*l);
        for (int k = 0; k < subject_kinds; ++k) {
            const auto kind = static_cast<subject_kind>(k);
            if (!l->asks(kind) || l->test_of(kind).listed.empty()) continue;
            records_[test_question_name(*l, kind, true)] = {{number("127.0.0.2")}, "test entry", true};
            records_[test_question_name(*l, kind, false)].is_test = true;  // no addresses: NXDOMAIN
        }
    }
    sweep_ = work_.empty()
                 ? std::make_unique<sweep>(std::move(lists), inventory_, options, pipeline, sink, time, *budget)
                 : std::make_unique<sweep>(std::move(lists), work_, options, pipeline, sink, time, *budget);
    pipeline.attach(*sweep_);
    return *sweep_;
}

bool world::run(std::chrono::steady_clock::duration bound)
{
    if (!sweep_ || sweep_->finished()) begin();
    return pipeline.run_until([this] { return sweep_->finished(); }, bound);
}

list_summary world::summary_of(const std::string& id) const
{
    for (const list_summary& l : sweep_->summary().lists)
        if (l.blocklist == id) return l;
    throw std::runtime_error("no list " + id);
}

std::vector<asked_question> world::asked_of(const std::string& id) const
{
    std::vector<asked_question> found;
    for (const auto& l : lists_)
        for (const asked_question& q : pipeline.asked())
            if (l->id == id && q.name.ends_with('.' + l->query_zone())) found.push_back(q);
    return found;
}

std::vector<const finding*> world::findings(verdict what, const std::string& id) const
{
    std::vector<const finding*> some;
    for (const finding& f : sink.findings)
        if (f.judged.what == what && (id.empty() || f.blocklist == id)) some.push_back(&f);
    return some;
}

scripted_answer world::answer_to(const asked_question& q)
{
    scripted_answer a = untampered(q);
    if (tamper) tamper(q, a);
    return a;
}

scripted_answer world::untampered(const asked_question& q)
{
    resolver_conduct through = resolver_conduct::honest;
    if (const auto found = resolver_conducts_.find(q.server); found != resolver_conducts_.end())
        for (const auto& [after, what] : found->second)
            if (q.at >= started_ + after) through = what;
    if (through == resolver_conduct::silent) return scripted_answer::silence();

    scripted_answer a = scripted_answer::no(negative_ttl);
    for (const auto& l : lists_)
        if (q.name.ends_with('.' + l->query_zone())) a = list_answer(*l, q);
    if (through == resolver_conduct::refusing_invalid && q.name.ends_with(".invalid"))
        a = scripted_answer::status(answer_status::refused);
    const bool code = !a.said.addresses.empty() && a.said.addresses.view().front() >> 24 == 127;
    if (through == resolver_conduct::removing && code) a = scripted_answer::status(answer_status::no_such_name);
    if (through == resolver_conduct::emptying && code) a = scripted_answer::status(answer_status::no_data);
    if (through == resolver_conduct::failing && code) a = scripted_answer::status(answer_status::servfail);
    if (through == resolver_conduct::refusing) a = scripted_answer::status(answer_status::refused);
    if (through == resolver_conduct::strict && stops_at_a_label(q.name, q.server))
        a = scripted_answer::no(negative_ttl);
    if (through == resolver_conduct::rewriting && a.said.status == answer_status::no_such_name)
        a = scripted_answer::addresses({number("203.0.113.7")});
    return a.silent ? std::move(a) : std::move(a).later(latency);
}

// As a resolver with strict QNAME minimisation before a server that says NXDOMAIN for names that only have names below.
// It keeps where it stopped, so that it comes one label further each time (as unbound 1.17 does).
bool world::stops_at_a_label(const std::string& name, std::uint8_t resolver)
{
    for (const auto& l : lists_) {
        const std::string zone = '.' + l->query_zone();
        if (!name.ends_with(zone)) continue;
        const std::string front = name.substr(0, name.size() - zone.size());
        for (auto dot = front.rfind('.'); dot != std::string::npos && dot != 0; dot = front.rfind('.', dot - 1)) {
            const std::string above = front.substr(dot + 1) + zone;
            const auto known = records_.find(above);
            if (known != records_.end() && !known->second.addresses.empty()) continue;
            if (stopped_at_.insert({resolver, above}).second) return true;
        }
    }
    return false;
}

scripted_answer world::list_answer(const blocklist& list, const asked_question& q) const
{
    list_conduct now;
    for (const int resolver : {-1, static_cast<int>(q.server)})
        if (const auto found = list_conducts_.find({list.id, resolver}); found != list_conducts_.end())
            for (const auto& [after, what] : found->second)
                if (q.at >= started_ + after) now = what;
    const auto known = records_.find(q.name);
    const bool entry = known != records_.end() && known->second.is_test;
    if (entry ? now.subjects_only : now.entry_only) now = {};
    switch (now.what) {
        case list_conduct::form::normal:
            return normal_answer(q);
        case list_conduct::form::everything:
            return to_record_type(q, {number("127.0.0.2")}, "everything is listed here");
        case list_conduct::form::nothing:
            return scripted_answer::no(negative_ttl);
        case list_conduct::form::silence:
            return scripted_answer::silence();
        case list_conduct::form::status:
            return scripted_answer::status(now.status);
        case list_conduct::form::address:
            return to_record_type(q, {now.address}, {});
    }
    throw std::logic_error("a conduct that the world does not know");
}

scripted_answer world::normal_answer(const asked_question& q) const
{
    const auto found = records_.find(q.name);
    if (found == records_.end() || found->second.addresses.empty()) return scripted_answer::no(negative_ttl);
    return to_record_type(q, found->second.addresses, found->second.text);
}

}  // namespace offlist::test
