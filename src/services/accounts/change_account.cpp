#include "services/accounts/change_account.hpp"

#include <store/accounts/account_table.hpp>

namespace offlist::services {

parsed<std::optional<account>> change_account::operator()(soci::session& s) const
{
    return store::account_table::change(s, id, name, email, by);
}

}  // namespace offlist::services
