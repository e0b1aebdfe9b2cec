#include "cli/resolved_names.hpp"

#include <core/quoted.hpp>
#include <dns/host_addresses.hpp>
#include <unordered_map>
#include <utility>

namespace offlist::cli {
namespace {

// The addresses of one name as canonical texts. Problems: none of them, not all of them, a special one.
parsed<std::vector<std::string>> usable(const std::string& name, const dns::host_addresses& host,
                                        special_addresses special)
{
    if (!host.failure.empty())
        return problem{.what = quoted(name) + ' ' + host.failure,
                       .expected = "a name with addresses, or no --resolve for it"};
    std::vector<std::string> texts;
    for (const auto& address : host.addresses) {
        const auto one = parse_subject(address.to_string(), special);
        if (!one)
            return problem{.what = "an address of " + quoted(name) + ": " + one.error().what,
                           .expected = one.error().expected};
        texts.push_back(to_string(*one));
    }
    return {boost::system::in_place_value, std::move(texts)};
}

bool is_domain(const std::string& text)
{
    const auto read = parse_subject(text, special_addresses::allow);
    return read && kind_of(*read) == subject_kind::domain;
}

void keep(problems& wrong, std::uint64_t& faults, problem&& fault)
{
    ++faults;
    if (wrong.size() < most_messages) wrong.push_back(std::move(fault));
}

void count_the_rest(problems& wrong, std::uint64_t faults, const std::string& file)
{
    if (faults > wrong.size())
        wrong.push_back({.what = "… and " + std::to_string(faults - wrong.size()) + " more names", .file = file});
}

}  // namespace

loaded<import_content> with_addresses(import_content&& all, const std::string& file, const resolver_options& through,
                                      special_addresses special, std::optional<time_limit::steady_time> until)
{
    std::vector<std::string> names;
    std::unordered_map<std::string, std::size_t> number_of;
    for (const import_line& each : all.subjects)
        if (is_domain(each.text) && number_of.emplace(each.text, names.size()).second) names.push_back(each.text);
    const auto hosts = dns::addresses_of(names, through, until);

    import_content with{.subjects = {}, .duplicates = all.duplicates, .notes = std::move(all.notes)};
    std::unordered_map<std::string, bool> seen;
    for (const import_line& each : all.subjects) seen.emplace(each.text, true);
    problems wrong;
    std::uint64_t faults = 0;
    for (import_line& each : all.subjects) {
        const auto number = number_of.find(each.text);
        const import_line named = each;
        with.subjects.push_back(std::move(each));
        if (number == number_of.end()) continue;
        auto addresses = usable(named.text, hosts[number->second], special);
        if (!addresses) {
            keep(wrong, faults, std::move(addresses).error().at(file, named.line));
            continue;
        }
        for (std::string& address : *addresses)
            if (seen.emplace(address, true).second)
                with.subjects.push_back({.text = std::move(address),
                                         .label = named.label.empty() ? named.text : named.label,
                                         .line = named.line});
    }
    count_the_rest(wrong, faults, file);
    if (!wrong.empty()) return wrong;
    return with;
}

loaded<inventory_report> with_addresses(inventory_report&& all, const resolver_options& through,
                                        const inventory_options& options, names themselves,
                                        std::optional<time_limit::steady_time> until)
{
    std::vector<std::string> hosts;
    inventory_item item;
    for (auto walk = all.subjects.walk(subject_kind::domain); walk.next(item);) hosts.push_back(item.name->name);
    const auto found = dns::addresses_of(hosts, through, until);

    inventory_builder builder(options);
    builder.add(all.subjects, {true, true, themselves == names::stay});
    problems wrong;
    std::uint64_t faults = 0;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        auto addresses = usable(hosts[i], found[i], options.special);
        if (!addresses)
            keep(wrong, faults, std::move(addresses).error());
        else
            for (const std::string& address : *addresses)
                if (auto added = builder.add(address); !added) keep(wrong, faults, std::move(added).error());
    }
    count_the_rest(wrong, faults, {});
    if (faults > 0 && !options.skip_invalid) return wrong;
    auto made = std::move(builder).finish();
    if (!made) return problems{std::move(made).error()};
    all.subjects = std::move(made->subjects);
    all.skipped += faults;
    for (problem& each : wrong)
        if (all.skipped_lines.size() < most_messages) all.skipped_lines.push_back(std::move(each));
    return std::move(all);
}

}  // namespace offlist::cli
