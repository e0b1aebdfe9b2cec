#include <algorithm>
#include <cctype>
#include <support/fault_script.hpp>

namespace offlist::test {
namespace {

constexpr std::size_t dns_header_size = 12;
constexpr std::uint16_t plain_udp_size = 512;  // RFC 1035 section 4.2.1, without EDNS
constexpr std::uint16_t own_udp_size = 1232;
constexpr std::uint32_t ttl_of_wrong_answers = 60;

octets in_the_other_case(octets section)
{
    for (std::uint8_t& c : section) {
        if (std::isalpha(c) == 0) continue;
        c ^= 0x20;
        break;
    }
    return section;
}

octets for_another_type(octets section)
{
    std::uint8_t& low = section[section.size() - 3];
    low = low == type_a ? std::uint8_t{type_txt} : std::uint8_t{type_a};
    return section;
}

octets for_another_name(const received_question& q)
{
    octets section = wire_of("elsewhere." + q.name);
    section.insert(section.end(), q.section.end() - 4, q.section.end());
    return section;
}

octets header_alone(const received_question& q, rcode code)
{
    message_builder m(q.id, {}, q.recursion_desired, code);
    return std::move(m).take();
}

}  // namespace

behaviour behaviour::first(int n) const
{
    behaviour b = *this;
    b.questions = n;
    return b;
}

behaviour behaviour::rarely(int once_in) const
{
    behaviour b = *this;
    b.one_in = once_in;
    return b;
}

behaviour behaviour::late(std::chrono::milliseconds by) const
{
    behaviour b = *this;
    b.after = by;
    return b;
}

behaviour behaviour::then_right() const
{
    behaviour b = *this;
    b.right_follows = true;
    return b;
}

bool below(std::string_view name, std::string_view suffix)
{
    if (suffix.empty() || name == suffix) return true;
    return name.size() > suffix.size() && name.ends_with(suffix) && name[name.size() - suffix.size() - 1] == '.';
}

void fault_script::add_a(const std::string& name, std::vector<std::uint32_t> addresses, std::uint32_t ttl)
{
    records& r = zone_[lower(name)];
    r.addresses = std::move(addresses);
    r.ttl = ttl;
}

void fault_script::add_aaaa(const std::string& name, std::vector<octets> addresses)
{
    zone_[lower(name)].ip6_addresses = std::move(addresses);
}

void fault_script::add_txt(const std::string& name, std::vector<std::vector<std::string>> texts, std::uint32_t ttl)
{
    records& r = zone_[lower(name)];
    r.texts = std::move(texts);
    r.ttl = ttl;
}

std::vector<planned_message> fault_script::answer(const received_question& q, transport over)
{
    const behaviour b = applies(lower(q.name), q, over);
    if (b.what == fault::silence) return {};

    std::vector<planned_message> plan;
    planned_message first;
    first.after = b.after;
    first.from_other_port = b.what == fault::wrong_port;
    first.hold = b.what == fault::reorder;
    const bool right_content = b.what == fault::none || b.what == fault::duplicate || b.what == fault::reorder;
    first.bytes = right_content ? right(q, over) : wrong(b.what, q);
    plan.push_back(first);

    if (b.what == fault::duplicate) plan.insert(plan.end(), 2, first);
    if (b.right_follows) {
        planned_message then;
        then.bytes = right(q, over);
        then.after = b.after;
        plan.push_back(then);
    }
    return plan;
}

behaviour fault_script::applies(const std::string& name, const received_question& q, transport over)
{
    for (auto r = rules_.rbegin(); r != rules_.rend(); ++r) {
        behaviour& b = r->what;
        if (b.questions == 0 || !below(name, r->suffix)) continue;
        if (b.what == fault::formerr_on_edns && !q.edns_size) continue;
        if (b.what == fault::truncated && over == transport::tcp) continue;
        if (b.one_in > 1 && random_() % static_cast<std::uint32_t>(b.one_in) != 0) continue;
        if (b.questions > 0) --b.questions;
        return b;
    }
    return {};
}

octets fault_script::right(const received_question& q, transport over) const
{
    const std::string name = lower(q.name);
    const bool served = zones_.empty() || std::any_of(zones_.begin(), zones_.end(),
                                                      [&](const std::string& zone) { return below(name, zone); });
    if (!served) return bare(q, rcode::refused);

    records found;
    const auto known = zone_.find(name);
    if (known != zone_.end()) found = known->second;
    const bool rewrites = known == zone_.end() && rewritten_ && q.type == type_a;
    if (rewrites) found.addresses = {*rewritten_};
    const bool exists = rewrites || known != zone_.end();

    message_builder m(q.id, flags_, q.recursion_desired, exists ? rcode::noerror : rcode::nxdomain);
    m.question(q.section);
    std::string owner = q.name;
    if (!found.alias.empty()) {
        m.alias(owner, found.alias, found.ttl);
        owner = found.alias;
        const auto target = zone_.find(owner);
        found = target != zone_.end() ? target->second : records();
    }
    if (q.type == type_a)
        for (const std::uint32_t address : found.addresses) m.a(owner, address, found.ttl);
    if (q.type == type_aaaa)
        for (const octets& address : found.ip6_addresses)
            m.answer(wire_of(owner), type_aaaa, class_in, found.ttl, address);
    if (q.type == type_txt)
        for (const auto& strings : found.texts) m.txt(q.name, strings, found.ttl);
    if (q.edns_size) m.opt(own_udp_size);

    // RFC 6891 section 6.2.5: what does not fit is cut, and the client asks again over TCP
    const std::size_t fits = std::max(plain_udp_size, q.edns_size.value_or(plain_udp_size));
    if (over == transport::tcp || m.size() <= fits) return std::move(m).take();
    message_flags cut = flags_;
    cut.truncated = true;
    message_builder empty(q.id, cut, q.recursion_desired, rcode::noerror);
    empty.question(q.section);
    return std::move(empty).take();
}

octets fault_script::wrong(fault what, const received_question& q)
{
    switch (what) {
        case fault::refused:
            return bare(q, rcode::refused);
        case fault::servfail:
            return bare(q, rcode::servfail);
        case fault::formerr:
        case fault::formerr_on_edns:
            return bare(q, rcode::formerr);
        case fault::notimp:
            return bare(q, rcode::notimp);
        case fault::dangling_alias:
        case fault::alias_outside:
        case fault::alias_inside:
        case fault::dname:
            return aliased(what, q);
        case fault::garbage:
        case fault::random_tail:
        case fault::empty:
        case fault::header_only:
        case fault::bare_refused:
        case fault::bare_servfail:
        case fault::bare_nxdomain:
        case fault::pointer_loop:
        case fault::pointer_outside:
        case fault::cut_record:
            return broken(what, q);
        default:
            return not_for_us(what, q);
    }
}

// Well-formed answers that answer something else.
octets fault_script::not_for_us(fault what, const received_question& q)
{
    message_flags flags = flags_;
    flags.response = what != fault::not_a_response;
    flags.truncated = what == fault::truncated;
    switch (what) {
        case fault::wrong_id: {
            received_question other = q;
            other.id = static_cast<std::uint16_t>(q.id + 1 + random_() % 0xfffe);
            return forged(other, q.section, flags);
        }
        case fault::wrong_question:
            return forged(q, for_another_name(q), flags);
        case fault::wrong_case:
            return forged(q, in_the_other_case(q.section), flags);
        case fault::wrong_type:
            return forged(q, for_another_type(q.section), flags);
        case fault::no_question:
            return forged(q, {}, flags);
        case fault::wrong_class:
        case fault::foreign_owner: {
            constexpr std::uint16_t class_chaos = 3;
            message_builder m(q.id, flags, q.recursion_desired, rcode::noerror);
            m.question(q.section);
            const bool foreign = what == fault::foreign_owner;
            m.a(foreign ? "other." + q.name : q.name, forged_address, ttl_of_wrong_answers,
                foreign ? class_in : class_chaos);
            return std::move(m).take();
        }
        default:
            return forged(q, q.section, flags);
    }
}

// Octets that are no DNS message, or one that ends or points where it must not.
octets fault_script::broken(fault what, const received_question& q)
{
    octets message = forged(q, q.section, flags_);
    const std::size_t first_answer = dns_header_size + q.section.size();
    switch (what) {
        case fault::garbage:
            return noise(10 + random_() % 200);
        case fault::empty:
            return {};
        case fault::header_only:
            message.resize(dns_header_size);
            break;
        case fault::bare_refused:
            return header_alone(q, rcode::refused);
        case fault::bare_servfail:
            return header_alone(q, rcode::servfail);
        case fault::bare_nxdomain:
            return header_alone(q, rcode::nxdomain);
        case fault::cut_record:
            message.resize(message.size() - 2);
            break;
        case fault::random_tail: {
            message.resize(first_answer);
            const octets tail = noise(random_() % 100);
            message.insert(message.end(), tail.begin(), tail.end());
            break;
        }
        default: {
            const std::size_t to = what == fault::pointer_loop ? first_answer : 0x3fff;
            message[first_answer] = static_cast<std::uint8_t>(0xc0 | to >> 8);
            message[first_answer + 1] = static_cast<std::uint8_t>(to);
        }
    }
    return message;
}

octets fault_script::forged(const received_question& q, const octets& section, message_flags flags) const
{
    message_builder m(q.id, flags, q.recursion_desired, rcode::noerror);
    if (!section.empty()) m.question(section);
    if (q.type == type_txt)
        m.txt(q.name, {"forged"}, ttl_of_wrong_answers);
    else
        m.a(q.name, forged_address, ttl_of_wrong_answers);
    return std::move(m).take();
}

octets fault_script::aliased(fault what, const received_question& q) const
{
    const std::string elsewhere = "parked.example";
    message_builder m(q.id, flags_, q.recursion_desired, rcode::noerror);
    m.question(q.section);
    if (what == fault::dname) {
        const std::string parent = q.name.substr(q.name.find('.') + 1);
        m.alias(parent, elsewhere, ttl_of_wrong_answers, type_dname);
    }
    m.alias(q.name, elsewhere, ttl_of_wrong_answers);
    if (what == fault::alias_outside) m.a(elsewhere, 0xcb007107, ttl_of_wrong_answers);
    if (what == fault::alias_inside || what == fault::dname) m.a(elsewhere, forged_address, ttl_of_wrong_answers);
    return std::move(m).take();
}

octets fault_script::bare(const received_question& q, rcode code) const
{
    message_builder m(q.id, flags_, q.recursion_desired, code);
    m.question(q.section);
    return std::move(m).take();
}

octets fault_script::noise(std::size_t size)
{
    octets bytes(size);
    for (std::uint8_t& b : bytes) b = static_cast<std::uint8_t>(random_());
    return bytes;
}

}  // namespace offlist::test
