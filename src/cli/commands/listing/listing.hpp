// listing.hpp: the commands below `listing`.
//
// Pure but for adding the commands; for one thread.
#pragma once
#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_listing_list(command& group);
void add_listing_show(command& group);

}  // namespace offlist::cli
