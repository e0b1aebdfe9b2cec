// `offlist subject add SUBJECT... --account ID`
#include <config/settings.hpp>
#include <sweep/reading/written_subjects.hpp>
#include <utility>

#include "cli/commands/subject/subject.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

struct subject_add_command {
    config::overrides from;
    std::vector<std::string> subjects;
    std::optional<std::string> account;
    std::string label;

    exit_status run(console& out) const
    {
        const auto owner = id_of("acc", account.value_or(""));
        if (!owner) return refuse({owner.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const special_addresses special = config::special_of(from, opened->with);
        std::vector<store::new_subject> added;
        problems wrong;
        for (const std::string& word : subjects) {
            const auto read = parse_written(word, special);
            if (!read) {
                wrong.push_back(read.error());
                continue;
            }
            if (!read->warning.empty()) out.warn(read->warning);
            for (std::string& text : canonical_texts(*read))
                added.push_back({.text = std::move(text), .label = label, .file = {}});
        }
        if (!wrong.empty()) return refuse(wrong);
        const auto done = add_subjects(*opened->db, *owner, std::move(added), special);
        if (!done) return refuse(done.error());
        tell(*done, 0, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_subject_add(command& group)
{
    auto [add, what] = group.add<subject_add_command>("add", "watch these from now on");
    add_store_flags(add, what.from);
    add.words("subject", what.subjects, "addresses, CIDR ranges, domains").required().takes("SUBJECT");
    add_account_flag(add, what.account, "whose they are, such as acc_12").required();
    add.flag("--label", what.label, "the customer's own words for them").takes("TEXT");
    add_special_flag(add, what.from);
}

}  // namespace offlist::cli
