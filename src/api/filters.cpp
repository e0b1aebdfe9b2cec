#include "api/filters.hpp"

#include <core/nearest.hpp>
#include <core/quoted.hpp>
#include <store/accounts/account_table.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <string_view>
#include <vector>

#include "api/fields.hpp"

namespace offlist::api {

namespace asio = boost::asio;

asio::awaitable<bool> may_filter_by(const call& of, store::database& db, std::optional<std::int64_t> account)
{
    if (!account) co_return true;
    if (!own_or_staff(of, *account)) co_return false;
    if (!of.staff()) co_return true;
    store::account_table accounts(db);
    const auto found = co_await accounts.find(*account);
    co_return !found || found->has_value();
}

asio::awaitable<void> check_blocklist(query& asked, const api_ports& with, const std::optional<std::string>& id)
{
    if (!id) co_return;
    const auto lists = with.program.lists();
    if (lists->find(*id) != nullptr || lists->find_retired(*id) != nullptr) co_return;
    store::listing_reader history(with.db);
    const auto known = co_await history.knows_list(*id);
    if (!known || *known) co_return;
    std::vector<std::string_view> ids;
    for (const blocklist& l : lists->lists()) ids.push_back(l.id);
    const std::string near = nearest(*id, ids);
    asked.complain("blocklist", quoted(*id) + " is no blocklist known here",
                   near.empty() ? "an id of GET /v1/blocklists" : near);
}

}  // namespace offlist::api
