// lists list, lists show, lists explain: what is known without asking anybody.
#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <config/configuration.hpp>
#include <config/settings.hpp>
#include <core/duration.hpp>
#include <core/nearest.hpp>
#include <core/quoted.hpp>
#include <offlist/verdict.hpp>
#include <utility>

#include "cli/commands.hpp"
#include "cli/json_text.hpp"
#include "cli/list_card.hpp"
#include "cli/text_table.hpp"
#include "cli/words.hpp"

namespace offlist::cli {
namespace {

struct known_here {
    config::configuration with;
    config::known_lists known;
};

loaded<known_here> load_known(const arguments& from)
{
    auto with = config::read_configuration(from);
    if (!with) return with.error();
    auto known = config::load_lists(from, *with);
    if (!known) return known.error();
    known_here here;
    here.with = std::move(*with);
    here.known = std::move(*known);
    return here;
}

problem no_such_list(const catalog& all, const std::string& id)
{
    std::vector<std::string_view> ids;
    for (const blocklist& list : all.lists()) ids.emplace_back(list.id);
    for (const retired_list& list : all.retired()) ids.emplace_back(list.id);
    const std::string near = nearest(id, ids);
    return {.what = "no blocklist is called " + quoted(id),
            .expected = near.empty() ? "an id that `offlist lists` shows" : quoted(near)};
}

// Why a list is off, in as few words as a table has room for.
std::string state_of(const blocklist& list, const config::configuration& with)
{
    if (list.enabled) return "on";
    const auto& off = with.lists.disable;
    if (std::find(off.begin(), off.end(), list.id) != off.end()) return "off: by the configuration";
    if (list.needs_key() && list.query_zone().empty()) return "off: needs a key";
    if (!list.setup.empty()) return "off: needs a registration";
    return "off";
}

void print_table(console& out, const text_table& table)
{
    for (const std::string& line : table.lines(out.colors())) out.print(line);
}

void list_retired(const catalog& all, console& out)
{
    text_table table({{"id"}, {"since"}, {"zones"}, {"history"}});
    for (const retired_list& list : all.retired()) {
        std::string zones;
        for (const std::string& zone : list.zones) zones += (zones.empty() ? "" : ", ") + zone;
        table.add({{list.id}, {list.since}, {zones}, {list.history}});
    }
    print_table(out, table);
}

void list_all(const known_here& here, console& out)
{
    const auto& all = here.known.all.lists();
    text_table table({{"id"}, {"subjects"}, {"severity"}, {"state"}, {"removal"}, {"name"}});
    for (const blocklist& list : all)
        table.add({{list.id, list.enabled ? tone::plain : tone::quiet},
                   {subjects_text(list)},
                   {std::string(to_string(list.level))},
                   {state_of(list, here.with), list.enabled ? tone::good : tone::quiet},
                   {std::string(to_string(list.removal.method))},
                   {list.name}});
    print_table(out, table);
    const auto on = std::count_if(all.begin(), all.end(), [](const blocklist& list) { return list.enabled; });
    out.print("");
    out.print(counted(all.size(), "list", "lists") + ", " + std::to_string(on) + " on; " +
              std::to_string(here.known.all.retired().size()) + " retired ones with --retired; from " +
              here.known.directory.string());
}

parsed<address_v4> parse_answer(const std::string& text)
{
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address_v4(text, error);
    if (!error) return address;
    return problem{.what = quoted(text) + " is not an answer of a blocklist",
                   .expected = "an IPv4 address, such as 127.0.0.2"};
}

std::string explained(const console& out, const std::string& answer, const judgement& judged)
{
    const tone how = judged.what == verdict::listed    ? tone::alarm
                     : judged.what == verdict::unknown ? tone::doubt
                                                       : tone::plain;
    std::string line = answer + ": " + out.colors()(how, to_string(judged.what));
    if (judged.reason != unknown_reason::none)
        line += " (" + std::string(to_string(judged.reason)) + ": " + std::string(in_words(judged.reason)) + ')';
    for (std::size_t i = 0; i < judged.meanings.size(); ++i) line += (i == 0 ? ", " : "; ") + judged.meanings[i];
    return line;
}

}  // namespace

exit_status lists_list_command(const arguments& from, console& out)
{
    const auto here = load_known(from);
    if (!here) return refuse(here.error());
    const catalog& all = here->known.all;
    if (from.json && from.retired)
        for (const retired_list& list : all.retired()) out.print(json_of(list));
    else if (from.json)
        for (const blocklist& list : all.lists()) out.print(json_of(list));
    else if (from.retired)
        list_retired(all, out);
    else
        list_all(*here, out);
    return exit_status::ok;
}

exit_status lists_show_command(const arguments& from, console& out)
{
    const auto here = load_known(from);
    if (!here) return refuse(here.error());
    const catalog& all = here->known.all;
    const std::string& id = from.words.front();
    if (const blocklist* const list = all.find(id)) {
        if (from.json)
            out.print(json_of(*list));
        else
            print_card(*list, state_of(*list, here->with), out);
        return exit_status::ok;
    }
    if (const retired_list* const list = all.find_retired(id)) {
        if (from.json)
            out.print(json_of(*list));
        else
            print_card(*list, out);
        return exit_status::ok;
    }
    return refuse({no_such_list(all, id)});
}

exit_status lists_explain_command(const arguments& from, console& out)
{
    const auto here = load_known(from);
    if (!here) return refuse(here.error());
    const catalog& all = here->known.all;
    const std::string& id = from.words.front();
    const blocklist* const list = all.find(id);
    if (list == nullptr) {
        const retired_list* const retired = all.find_retired(id);
        if (retired == nullptr) return refuse({no_such_list(all, id)});
        return refuse({{.what = quoted(id) + " is retired" +
                                (retired->since.empty() ? "" : " since " + retired->since) + ": " + retired->history,
                        .expected = "a list that is alive"}});
    }
    std::vector<address_v4> answers;
    problems wrong;
    for (auto word = from.words.begin() + 1; word != from.words.end(); ++word) {
        const auto address = parse_answer(*word);
        if (address)
            answers.push_back(*address);
        else
            wrong.push_back(address.error());
    }
    if (!wrong.empty()) return refuse(wrong);
    for (const address_v4& address : answers) {
        answer said;
        said.status = answer_status::answered;
        said.addresses.push_back(address.to_uint());
        const judgement judged = judge(said, *list);
        out.print(from.json ? json_of_answer(*list, address.to_string(), judged)
                            : explained(out, address.to_string(), judged));
    }
    return exit_status::ok;
}

}  // namespace offlist::cli
