// `offlist lists explain ID ANSWER...`
#include <boost/asio/ip/address_v4.hpp>
#include <core/quoted.hpp>
#include <offlist/verdict.hpp>

#include "cli/commands/lists/lists.hpp"
#include "cli/refuse.hpp"
#include "cli/report/json_text.hpp"
#include "cli/report/words.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

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

struct lists_explain_command {
    shared_lists_flags flags;
    std::vector<std::string> id_and_answers;

    exit_status run(console& out) const
    {
        const auto here = load_known_lists(*flags);
        if (!here) return refuse(here.error());
        const catalog& all = here->known.all;
        const std::string& id = id_and_answers.front();
        const blocklist* const list = all.find(id);
        if (list == nullptr) {
            const retired_list* const retired = all.find_retired(id);
            if (retired == nullptr) return refuse({no_such_list(all, id)});
            return refuse(
                {{.what = quoted(id) + " is retired" + (retired->since.empty() ? "" : " since " + retired->since) +
                          ": " + retired->history,
                  .expected = "a list that is alive"}});
        }
        std::vector<address_v4> answers;
        problems wrong;
        for (auto word = id_and_answers.begin() + 1; word != id_and_answers.end(); ++word) {
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
            out.print(out.json() ? json_of_answer(*list, address.to_string(), judged)
                                 : explained(out, address.to_string(), judged));
        }
        return exit_status::ok;
    }
};

}  // namespace

void add_lists_explain(command& lists, const shared_lists_flags& flags)
{
    auto [explain, what] = lists.add<lists_explain_command>("explain", "what an answer means; asks nobody");
    what.flags = flags;
    add_catalog_flags(explain, flags->from);
    explain.output_flags();
    explain.words("id_and_answer", what.id_and_answers, "the list's id, then the addresses that it answered")
        .at_least(2)
        .takes("ID ANSWER");
}

}  // namespace offlist::cli
