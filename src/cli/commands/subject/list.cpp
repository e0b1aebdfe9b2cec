// `offlist subject list --account ID`
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/subject/subject.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

std::string state_of(const owned_subject& s)
{
    if (!s.pending) return "active";
    return s.proved_at ? "contested" : "pending";
}

nlohmann::json json_of(const owned_subject& s)
{
    return {{"id", public_id("sub", s.id)},
            {"account", public_id("acc", s.account)},
            {"subject", s.text},
            {"kind", s.kind},
            {"label", s.label},
            {"state", state_of(s)},
            {"addresses", s.size},
            {"created_at", timestamp(s.created_at)}};
}

struct subject_list_command {
    config::overrides from;
    std::optional<std::string> account;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto of = account_in(*opened->db, account.value_or(""));
        if (!of) return refuse({of.error()});
        store::subject_table subjects(*opened->db);
        text_table table({{"id"}, {"subject"}, {"kind"}, {"state"}, {"since"}, {"label"}});
        const auto show = [&](const owned_subject& s) {
            if (out.json()) return out.print(json_of(s).dump());
            table.add({{public_id("sub", s.id)},
                       {s.text},
                       {s.kind},
                       {state_of(s)},
                       {timestamp(s.created_at)},
                       {escaped(s.label)}});
        };
        store::subject_filter filter;
        filter.account = of->id;
        const auto done =
            each_row([&](store::page_request which) { return subjects.page(filter, std::move(which)); }, show);
        if (!done) return refuse({done.error()});
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }
};

}  // namespace

void add_subject_list(command& group)
{
    auto [list, what] = group.add<subject_list_command>("list", "the subjects of an account");
    add_store_flags(list, what.from);
    add_account_flag(list, what.account, "such as acc_12").required();
}

}  // namespace offlist::cli
