// subject.hpp: the commands below `subject`, and what they share with `import`.
//
// add_subjects blocks for the database; for one thread.
#pragma once
#include <cstdint>
#include <offlist/problem.hpp>
#include <offlist/subject.hpp>
#include <store/accounts/subject_table.hpp>
#include <vector>

#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_subject_list(command& group);
void add_subject_add(command& group);
void add_subject_accept(command& group);
void add_subject_remove(command& group);

/// All of them or none, in the name of whoever calls. Problems: those of subject_table::add_many.
[[nodiscard]] loaded<store::import_report> add_subjects(store::database& db, std::int64_t account,
                                                        std::vector<store::new_subject> what,
                                                        special_addresses special);

/// How many were added; `duplicates`: how many lines of a file name one again.
void tell(const store::import_report& done, std::uint64_t duplicates, console& out);

}  // namespace offlist::cli
