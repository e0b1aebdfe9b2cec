// `offlist listing show LISTING`
#include <accounts/account.hpp>
#include <api/json/listing_text.hpp>
#include <config/settings.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <delisting/removal_advice.hpp>
#include <nlohmann/json.hpp>
#include <store/monitoring/listing_reader.hpp>

#include "cli/all_pages.hpp"
#include "cli/commands/listing/listing.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

std::string joined_by_commas(const std::vector<std::string>& parts)
{
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + escaped(part);
    return text;
}

void print_listing(const store::listing_detail& d, const blocklist* list, console& out)
{
    const store::listing_record& l = d.listing;
    out.print(public_id("lst", l.id) + "  " + l.subject + " on " + l.blocklist + ", of " + public_id("acc", l.account) +
              (l.around.label.empty() ? std::string() : ", " + escaped(l.around.label)));
    out.print(std::string(to_string(l.phase)) + (l.closed_reason.empty() ? std::string() : ": " + l.closed_reason));
    if (l.around.delisting != 0)
        out.print("worked on as " + public_id("del", l.around.delisting) + ", " + l.around.delisting_state);
    if (list != nullptr && !l.closed_at)
        if (const std::string advice = removal_advice(*list, l.subject); !advice.empty()) out.print(advice);
    for (const store::listing_event& e : d.history) {
        std::string line = "  " + timestamp(e.at) + "  " + e.what;
        if (!e.because.codes.empty()) line += "  " + joined_by_commas(e.because.codes);
        if (!e.because.meanings.empty()) line += " (" + joined_by_commas(e.because.meanings) + ')';
        if (!e.because.texts.empty()) line += "  " + joined_by_commas(e.because.texts);
        out.print(line);
    }
}

struct listing_show_command {
    config::overrides from;
    std::string id;

    exit_status run(console& out) const
    {
        const auto number = id_of("lst", id);
        if (!number) return refuse({number.error()});
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto lists = config::load_lists(from, opened->with);
        if (!lists) return refuse(lists.error());
        const store::viewer staff{.staff = true, .account = 0};
        const auto found = awaited(store::listing_reader(*opened->db).get(*number, staff));
        if (!found) return refuse({found.error()});
        if (!*found)
            return refuse(
                {{.what = "there is no listing " + quoted(id), .expected = "one that offlist listing list shows"}});
        if (out.json())
            out.print(api::json_of(**found, api::audience_of_text::staff, lists->all).dump());
        else
            print_listing(**found, lists->all.find((*found)->listing.blocklist), out);
        return exit_status::ok;
    }
};

}  // namespace

void add_listing_show(command& group)
{
    auto [show, what] = group.add<listing_show_command>("show", "one, with every answer that changed it");
    add_store_flags(show, what.from);
    add_lists_directory_flag(show, what.from);
    show.word("id", what.id, "such as lst_12").takes("LISTING");
}

}  // namespace offlist::cli
