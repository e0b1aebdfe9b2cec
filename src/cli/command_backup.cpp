#include "cli/commands.hpp"
#include "cli/open_store.hpp"

namespace offlist::cli {

exit_status backup_command(const arguments& from, console& out)
{
    const auto opened = open_store_of(from);
    if (!opened) return refuse(opened.error());
    const auto done = opened->db->backup(from.words.front());
    if (!done) return refuse({done.error()});
    out.print("the store is copied to " + from.words.front());
    return exit_status::ok;
}

}  // namespace offlist::cli
