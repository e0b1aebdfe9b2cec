#include "delisting/task_brief.hpp"

#include "delisting/removal_advice.hpp"

namespace offlist {
namespace {

class steps {
public:
    void add(const std::string& step) { text_ += std::to_string(++number_) + ". " + step + '\n'; }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string text_;
    int number_ = 0;
};

std::string how_to_ask(const blocklist& list, const std::string& url)
{
    if (list.removal.method == removal_method::email) return "Write to " + url + " with the text of this task.";
    if (list.removal.method == removal_method::portal) return "Sign in to the operator's portal: " + url + '.';
    return "Open " + (url.empty() ? "the operator's site" : url) + '.';
}

std::string request_of(const std::string& about, const std::string& name, const std::vector<std::string>& reasons)
{
    std::string text =
        "Hello,\n\nplease remove " + about + " from " + name + ". We ask on behalf of the customer who runs it.\n";
    if (!reasons.empty()) text += "\nYour list says about it:\n";
    for (const std::string& reason : reasons) text += "  " + reason + '\n';
    return text + "\nThank you.\n";
}

}  // namespace

task_brief brief_of(staff_task_kind kind, const std::string& about, const std::string& list_id, const blocklist* list,
                    const std::vector<std::string>& reasons)
{
    task_brief brief;
    const std::string name = list != nullptr ? list->name : list_id;
    if (list != nullptr) brief.url = removal_link(*list, about);
    brief.request = request_of(about, name, reasons);
    steps to_do;
    if (kind == staff_task_kind::find_out)
        to_do.add(
            "Somebody took this on and never said whether the request was sent. Find that out first: the mailbox, "
            "the operator's portal, the colleague. Do not send it twice. If it was sent, complete this task with "
            "outcome submitted.");
    if (list != nullptr) to_do.add(how_to_ask(*list, brief.url));
    to_do.add("Ask for the removal of " + about + " from " + name + '.');
    if (list != nullptr)
        for (const std::string& words : list->removal.preconditions) to_do.add("The operator demands: " + words + '.');
    to_do.add("Never pay the operator, and never promise what the customer has not said.");
    to_do.add(
        "Complete this task: outcome submitted, with a note of what was sent; or rejected, with the reason in "
        "words that the customer will read. The fee then goes back.");
    brief.instructions = to_do.take();
    return brief;
}

std::string conflict_brief(const std::string& about, const std::string& claimant, const std::string& holder)
{
    steps to_do;
    to_do.add(claimant + " has shown by DNS that it holds " + about + '.');
    to_do.add(holder.empty()
                  ? "Nobody else has it any more."
                  : holder + " has it, or a part of it, and has shown that as well, or was given it by staff.");
    to_do.add("Find out whose it is now: the pool, the contract, the customer. Tell neither about the other.");
    to_do.add(
        "Complete this task: outcome granted, and " + claimant +
        " has it from now on, while what overlaps it is monitored no longer; or rejected, and all stays as it is.");
    return to_do.take();
}

}  // namespace offlist
