// `offlist backup FILE`
#include "cli/commands/table.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

constexpr const char* backup_help = R"(Of a store in SQLite. For PostgreSQL use pg_dump, which the message spells out.

Examples:
  offlist backup --config /etc/offlist/offlist.toml /var/backups/offlist-monday.db)";

struct backup_command {
    config::overrides from;
    std::string file;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto done = opened->db->backup(file);
        if (!done) return refuse({done.error()});
        out.print("the store is copied to " + file);
        return exit_status::ok;
    }
};

}  // namespace

void add_backup(command program)
{
    auto [backup, what] = program.add<backup_command>("backup", "a consistent copy of the store while the daemon runs");
    add_store_flags(backup, what.from);
    backup.word("file", what.file, "the copy, which must not exist yet").takes("FILE");
    backup.help(backup_help);
}

}  // namespace offlist::cli
