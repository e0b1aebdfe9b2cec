#include "services/actor_name.hpp"

#include <accounts/account.hpp>

namespace offlist::services {

std::string history_name(const store::actor& by)
{
    return by.who.role == role::customer ? "customer" : by.who.name;
}

std::string worker_name(const store::actor& by)
{
    return by.who.token == 0 ? by.who.name : by.who.name + " (" + public_id("tok", by.who.token) + ')';
}

}  // namespace offlist::services
