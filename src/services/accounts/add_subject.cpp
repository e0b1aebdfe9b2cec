#include "services/accounts/add_subject.hpp"

namespace offlist::services {

parsed<store::added_subject> add_subject::operator()(soci::session& s) const
{
    return store::subject_table::add(s, account, what, by, rules);
}

}  // namespace offlist::services
