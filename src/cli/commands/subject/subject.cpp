// `offlist subject`: the group, and what its commands share with `import`.
#include "cli/commands/subject/subject.hpp"

#include <utility>

#include "cli/commands/table.hpp"
#include "cli/open_store.hpp"
#include "cli/report/words.hpp"

namespace offlist::cli {
namespace {

constexpr const char* subject_help =
    R"(What is added here is watched at once: your word is the proof that the account holds it. What a customer adds by REST is
pending until DNS shows that, or until accept. The daemon takes notice within a minute.

Examples:
  offlist subject add 45.83.12.0/28 example.org --account acc_12 --label "mail pool"
  offlist subject list --account acc_12
  offlist subject accept sub_7 --reason "it is in our pool"
  offlist subject remove sub_7)";

}  // namespace

void add_subject(command program)
{
    command group =
        program.add_group("subject", "what an account has watched: list, add, accept, remove", subject_help);
    add_subject_list(group);
    add_subject_add(group);
    add_subject_accept(group);
    add_subject_remove(group);
}

loaded<store::import_report> add_subjects(store::database& db, std::int64_t account,
                                          std::vector<store::new_subject> what, special_addresses special)
{
    const auto by = command_line_actor("on the command line");
    const admission rules{.usual = {}, .special = special};
    return db.write_now([&](soci::session& s) { return store::subject_table::add_many(s, account, what, by, rules); });
}

void tell(const store::import_report& done, std::uint64_t duplicates, console& out)
{
    std::string line = counted(done.added.size(), "subject", "subjects") + " added";
    if (done.already > 0) line += ", " + counted(done.already, "was", "were") + " there already";
    for (const std::string& note : done.notes) out.warn(note);
    const std::uint64_t again = duplicates + done.folded;
    if (again > 0) line += ", " + counted(again, "line names", "lines name") + " one again or a part of one";
    out.print(line);
}

}  // namespace offlist::cli
