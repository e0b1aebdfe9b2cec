#include "services/documents/report_text.hpp"

#include <accounts/account.hpp>
#include <core/timestamp.hpp>
#include <store/monitoring/evidence_json.hpp>
#include <utility>

#include "services/correspondence.hpp"

namespace offlist::services {
namespace {

using documents::heading;
using documents::paragraph;
using documents::table;

constexpr std::size_t longest_told = 4000;  // octets of a text that was sent or answered

std::string moment_text(const std::optional<std::chrono::sys_seconds>& at)
{
    return at ? timestamp(*at) : "not known";
}

// At a boundary of UTF-8.
std::string shortened(std::string text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    text.resize(most);
    return text + " …";
}

std::string money_sentence(const job& j)
{
    if (j.again_of != 0)
        return "nothing was to be paid: it repeats " + public_id("del", j.again_of) +
               ", after which it was listed again";
    return to_string(j.fee) + (j.state == job_state::succeeded ? " is earned" : " went back to the account's funds");
}

table facts_of(const job& j)
{
    table t;
    t.columns = {{"", false, 1}, {"", false, 3}};
    t.rows = {{"Delisting", public_id("del", j.id)},
              {"Subject", j.subject},
              {"Blocklist", j.blocklist},
              {"Ordered", timestamp(j.created_at)},
              {"Request reached the operator", moment_text(j.submitted_at)},
              {"Seen to be gone", moment_text(j.proof.gone_at)},
              {"Ended", moment_text(j.ended_at)},
              {"Result", (j.state == job_state::succeeded ? "Removed: " : "Not removed by us: ") + j.reason},
              {"Fee", money_sentence(j)}};
    return t;
}

std::string fate_words(const told_request& t)
{
    if (t.fate == "sent") return "it reached the operator";
    if (t.fate == "not_sent") return "nothing reached the operator";
    if (t.fate == "rejected") return "the operator will not do it";
    return "whether it reached the operator is not known";
}

void add_requests(documents::document& to, const store::delisting_detail& d)
{
    to.blocks.emplace_back(heading{"What the operator was asked"});
    const auto all = correspondence_of(d);
    if (all.empty()) to.blocks.emplace_back(paragraph{"Nothing was sent."});
    for (const told_request& t : all) {
        std::string said = timestamp(t.at) + ", " + (t.way == "by hand" ? "by hand" : "by " + t.way);
        if (!t.to.empty()) said += ", to " + t.to;
        to.blocks.emplace_back(paragraph{said + ": " + fate_words(t) + "."});
        std::string text = t.subject.empty() ? t.text : t.subject + "\n\n" + t.text;
        if (!text.empty()) to.blocks.emplace_back(paragraph{shortened(std::move(text), longest_told), true});
        if (!t.answer || t.answer->text.empty()) continue;
        to.blocks.emplace_back(paragraph{"The answer, at " + timestamp(t.answer->at) + ":"});
        to.blocks.emplace_back(paragraph{shortened(t.answer->text, longest_told), true});
    }
}

void add_answers(documents::document& to, const store::delisting_detail& d)
{
    table t;
    t.columns = {{"Asked at", false, 3}, {"Answer", false, 2}, {"Codes", false, 2}, {"Resolver", false, 3}};
    for (const store::job_evidence& e : d.evidence) {
        if (e.kind != "answer") continue;
        const evidence said = store::read_evidence(e.content);
        std::string codes;
        for (const std::string& c : said.codes) codes += (codes.empty() ? "" : ", ") + c;
        t.rows.push_back(
            {timestamp(said.asked_at), std::string(to_string(said.what)), shortened(codes, 200), said.resolver});
    }
    to.blocks.emplace_back(heading{"What DNS answered"});
    if (t.rows.empty()) {
        to.blocks.emplace_back(paragraph{"No answer was counted."});
        return;
    }
    to.blocks.emplace_back(
        paragraph{"The newest answers that counted, at most a hundred; each from a list whose own test "
                  "entries answered rightly before and after it."});
    to.blocks.emplace_back(std::move(t));
}

}  // namespace

documents::document report_text(const store::delisting_detail& d)
{
    documents::document report;
    report.title = "Removal report";
    report.blocks.emplace_back(facts_of(d.of.what));
    add_requests(report, d);
    add_answers(report, d);
    return report;
}

}  // namespace offlist::services
