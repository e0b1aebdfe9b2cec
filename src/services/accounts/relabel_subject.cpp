#include "services/accounts/relabel_subject.hpp"

#include <store/accounts/subject_table.hpp>

namespace offlist::services {

parsed<std::optional<owned_subject>> relabel_subject::operator()(soci::session& s) const
{
    return store::subject_table::relabel(s, id, only_of, label, by);
}

}  // namespace offlist::services
