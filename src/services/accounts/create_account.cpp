#include "services/accounts/create_account.hpp"

#include <store/accounts/account_table.hpp>

namespace offlist::services {

parsed<account> create_account::operator()(soci::session& s) const
{
    return store::account_table::create(s, name, email, by);
}

}  // namespace offlist::services
