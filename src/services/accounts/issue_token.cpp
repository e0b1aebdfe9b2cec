#include "services/accounts/issue_token.hpp"

namespace offlist::services {

parsed<std::optional<store::issued_token>> issue_token::operator()(soci::session& s) const
{
    return store::token_table::issue(s, order, by);
}

}  // namespace offlist::services
