#include "services/correspondence.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace offlist::services {
namespace {

using nlohmann::json;
using std::chrono::sys_seconds;

std::string text_in(const json& from, const char* key)
{
    const auto found = from.find(key);
    return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

class correspondence {
public:
    explicit correspondence(const job& of) : of_(of) {}

    void take(const store::job_evidence& e)
    {
        if (e.kind == "answer") return;
        const json content = json::parse(e.content, nullptr, false);
        if (!content.is_object()) return;
        const bool by_person = content.contains("by");
        if (e.kind == "intent")
            begun(e.at, content);
        else if (e.kind == "sent")
            sent_by_hand(e.at, content);
        else if (e.kind == "received" && by_person)
            rejected(e.at, content);
        else if (e.kind == "received")
            received(e.at, content);
        else  // not_sent, given_up: why is our own business
            nothing_left();
    }

    /// Somebody knows that nothing of what was begun before reached the operator.
    void put_back(sys_seconds at)
    {
        for (told_request& t : told_)
            if (t.at <= at) t.fate = "not_sent";
        open_ = false;
    }

    [[nodiscard]] std::vector<told_request> take_all() { return std::move(told_); }

private:
    void begun(sys_seconds at, const json& intent)
    {
        told_request t{.at = at, .way = text_in(intent, "way"), .to = {}, .fate = "unknown"};
        if (t.way == "email") {
            t.to = text_in(intent, "to");
            t.subject = text_in(intent, "subject");
            t.text = text_in(intent, "text");
            t.message_id = text_in(intent, "message_id");
        } else {
            t.to = text_in(intent, "url");
            t.text = text_in(intent, "body");
        }
        told_.push_back(std::move(t));
        open_ = true;
    }

    void sent_by_hand(sys_seconds at, const json& kept)
    {
        // found out: it was the program's request that arrived, or somebody's before
        if (!told_.empty() && told_.back().fate == "unknown") {
            told_.back().fate = "sent";
            open_ = false;
            return;
        }
        told_.push_back({.at = at, .way = "by hand", .to = of_.url, .text = text_in(kept, "prepared"), .fate = "sent"});
        open_ = false;
    }

    void rejected(sys_seconds at, const json& kept)
    {
        if (told_.empty() || told_.back().fate != "unknown")
            told_.push_back({.at = at, .way = "by hand", .to = of_.url, .fate = "rejected"});
        told_.back().fate = "rejected";
        told_.back().answer = operator_answer{at, text_in(kept, "note")};  // which the customer reads: the reason
        open_ = false;
    }

    void received(sys_seconds at, const json& kept)
    {
        if (!open_) return;
        told_request& t = told_.back();
        const std::string outcome = text_in(kept, "outcome");
        if (outcome == "unknown") {
            t.fate = "unknown";
        } else {
            t.fate = outcome == "refused" ? "rejected" : "sent";
            std::string text = text_in(kept, "said");
            if (const std::string body = text_in(kept, "body"); !body.empty()) text += "\n" + body;
            t.answer = operator_answer{at, std::move(text)};
        }
        open_ = false;
    }

    void nothing_left()
    {
        if (open_) told_.back().fate = "not_sent";
        open_ = false;
    }

    const job& of_;
    std::vector<told_request> told_;
    bool open_ = false;  ///< the newest is a program's whose outcome is not told yet
};

}  // namespace

std::vector<told_request> correspondence_of(const store::delisting_detail& d)
{
    correspondence all(d.of.what);
    auto change = d.history.begin();
    const auto put_back_until = [&](std::optional<sys_seconds> until) {
        for (; change != d.history.end() && (!until || change->at < *until); ++change)
            if (change->to == "held" && !change->from.empty() && change->from != "awaiting_funds")
                all.put_back(change->at);
    };
    for (const store::job_evidence& e : d.evidence) {
        put_back_until(e.at);
        all.take(e);
    }
    put_back_until(std::nullopt);
    return all.take_all();
}

}  // namespace offlist::services
