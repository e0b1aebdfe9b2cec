#include "services/create_webhook.hpp"

namespace offlist::services {

parsed<std::variant<store::webhook_record, store::refused_webhook_order>> create_webhook::operator()(
    soci::session& s) const
{
    return store::webhook_table::add(s, order, most, by);
}

}  // namespace offlist::services
