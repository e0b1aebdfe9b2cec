#include "api/filters.hpp"

#include <algorithm>
#include <core/nearest.hpp>
#include <core/quoted.hpp>
#include <store/accounts/account_table.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <string_view>

#include "api/fields.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

http::response no_such_account(std::string what, std::string expected)
{
    return http::fields_response(404, "not-found", "There is no such thing here",
                                 {{"account", std::move(what), std::move(expected)}});
}

struct looked_up_account {
    bool there = false;
    std::int64_t newest = 0;
};

}  // namespace

asio::awaitable<std::optional<http::response>> refused_account(const call& of, store::database& db,
                                                               std::optional<std::int64_t> account)
{
    if (!account) co_return std::nullopt;
    const std::string id = public_id("acc", *account);
    if (!own_or_staff(of, *account))
        co_return no_such_account(quoted(id) + " is not yours", public_id("acc", of.who.account));
    if (!of.staff()) co_return std::nullopt;
    auto look = [account](soci::session& s) -> parsed<looked_up_account> {
        return looked_up_account{.there = store::account_table::find(s, *account).has_value(),
                                 .newest = store::account_table::newest(s)};
    };
    const auto found = co_await db.read(std::move(look));
    if (!found || found->there) co_return std::nullopt;
    co_return no_such_account("there is no account " + quoted(id),
                              found->newest > 0
                                  ? "one of GET /v1/accounts; the newest is " + public_id("acc", found->newest)
                                  : "none: there is no account yet");
}

std::string nearest_blocklist(const catalog& known, const std::string& id)
{
    std::vector<std::string_view> ids;
    for (const blocklist& l : known.lists()) ids.push_back(l.id);
    const std::string near = nearest(id, ids);
    return near.empty() ? "an id of GET /v1/blocklists" : near;
}

asio::awaitable<void> check_blocklists(query& asked, const api_ports& with, const std::vector<std::string>& ids)
{
    const auto lists = with.program.lists();
    store::listing_reader history(with.db);
    for (const std::string& id : ids) {
        if (lists->find(id) != nullptr || lists->find_retired(id) != nullptr) continue;
        const auto known = co_await history.knows_list(id);
        if (!known || *known) continue;
        asked.complain("blocklist", quoted(id) + " is no blocklist known here", nearest_blocklist(*lists, id));
    }
}

void check_known(query& asked, std::string_view name, std::string_view what, const std::vector<std::string>& given,
                 const std::vector<std::string>& known)
{
    const std::vector<std::string_view> all(known.begin(), known.end());
    for (const std::string& one : given) {
        if (std::find(known.begin(), known.end(), one) != known.end()) continue;
        const std::string near = nearest(one, all);
        std::string expected = near;
        if (near.empty() && known.empty()) expected = "none: there is no " + std::string(what) + " yet";
        if (expected.empty()) {
            constexpr std::size_t told = 10;
            for (std::size_t n = 0; n < std::min(known.size(), told); ++n)
                expected += (n == 0 ? "one of " : ", ") + known[n];
            if (known.size() > told) expected += ", …";
        }
        asked.complain(name, quoted(one) + " is no " + std::string(what) + " known here", std::move(expected));
    }
}

}  // namespace offlist::api
