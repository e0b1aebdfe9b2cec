#include "services/accounts/set_quota.hpp"

#include <store/accounts/account_table.hpp>
#include <store/accounts/account_usage.hpp>
#include <string>

namespace offlist::services {
namespace {

std::string told(const std::optional<std::uint64_t>& most)
{
    return most ? std::to_string(*most) : "as usual";
}

}  // namespace

parsed<std::optional<account>> set_quota::operator()(soci::session& s) const
{
    if (!store::account_table::find(s, id)) return std::optional<account>();
    store::set_quota(s, id, own);
    store::audit_log::note(s, by, "account.quota", public_id("acc", id),
                           "subjects " + told(own.subjects) + ", addresses " + told(own.addresses));
    return store::account_table::find(s, id);
}

}  // namespace offlist::services
