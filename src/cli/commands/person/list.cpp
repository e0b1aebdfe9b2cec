// `offlist person list`
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/people/person_rows.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/person/person.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

nlohmann::json json_of(const store::listed_person& one)
{
    return {{"id", public_id("per", one.who.id)},
            {"email", one.who.email},
            {"name", one.who.name},
            {"account", one.as.account == 0 ? nlohmann::json() : nlohmann::json(public_id("acc", one.as.account))},
            {"role", to_string(one.as.role)},
            {"seen_at", one.seen_at ? nlohmann::json(timestamp(*one.seen_at)) : nlohmann::json()}};
}

struct person_list_command {
    config::overrides from;
    std::optional<std::string> account;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto of = account_filter(*opened->db, account);
        if (!of) return refuse({of.error()});
        text_table table({{"person"}, {"email"}, {"role"}, {"account"}, {"last seen"}, {"name"}});
        const auto show = [&](const store::listed_person& one) {
            if (out.json()) return out.print(json_of(one).dump());
            table.add({{public_id("per", one.who.id)},
                       {one.who.email},
                       {std::string(to_string(one.as.role))},
                       {one.as.account == 0 ? "-" : public_id("acc", one.as.account)},
                       {one.seen_at ? timestamp(*one.seen_at) : "never"},
                       {escaped(one.who.name)}});
        };
        const auto page = [&](store::page_request which) {
            return opened->db->read(
                [of = *of, which = std::move(which)](soci::session& s) -> parsed<store::page_of<store::listed_person>> {
                    return store::page_of_people(s, of, which);
                });
        };
        const auto done = each_row(page, show);
        if (!done) return refuse({done.error()});
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_person_list(command& group)
{
    auto [list, what] = group.add<person_list_command>("list", "who may sign in where");
    add_store_flags(list, what.from);
    add_account_flag(list, what.account, "the people of this account only");
}

}  // namespace offlist::cli
