// `offlist account show ACCOUNT`
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/subject_table.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/account/account.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/words.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

parsed<std::uint64_t> subjects_owned_by(std::int64_t account, store::database& db)
{
    store::subject_table subjects(db);
    store::subject_filter filter;
    filter.account = account;
    std::uint64_t number = 0;
    const auto done = each_row([&](store::page_request which) { return subjects.page(filter, std::move(which)); },
                               [&number](const owned_subject&) { ++number; });
    if (!done) return done.error();
    return number;
}

struct account_show_command {
    config::overrides from;
    std::string id;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto found = account_in(*opened->db, id);
        if (!found) return refuse({found.error()});
        const account& a = *found;
        const auto subjects = subjects_owned_by(a.id, *opened->db);
        if (!subjects) return refuse({subjects.error()});
        if (out.json()) {
            nlohmann::json line = json_of(a);
            line["subjects"] = *subjects;
            const account_quota most = quota_for(a.own, opened->with.service.accounts.usual);
            line["used"] = {{"subjects", a.has.subjects}, {"addresses", a.has.addresses}};
            line["quota"] = {{"subjects", most.subjects}, {"addresses", most.addresses}};
            out.print(line.dump());
            return exit_status::ok;
        }
        out.print(public_id("acc", a.id) + "  " + escaped(a.name) + "  " + escaped(a.email));
        out.print(std::string(to_string(a.state)) + ", created " + timestamp(a.created_at) +
                  (a.terminated_at ? ", terminated " + timestamp(*a.terminated_at) : std::string()));
        out.print(counted(*subjects, "subject or range", "subjects and ranges") + ", " +
                  counted(a.has.addresses, "address or domain", "addresses and domains") + " in all");
        return exit_status::ok;
    }
};

}  // namespace

void add_account_show(command& group)
{
    auto [show, what] = group.add<account_show_command>("show", "one account and what it owns");
    add_store_flags(show, what.from);
    show.word("id", what.id, "such as acc_12").takes("ACCOUNT");
}

}  // namespace offlist::cli
