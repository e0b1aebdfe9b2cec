#include "api/endpoint.hpp"

#include <utility>

#include "api/gate.hpp"

namespace offlist::api {

namespace {

endpoint row(const char* method, std::string pattern, audience who, endpoint_handler handle, body_kind body)
{
    endpoint made;
    made.method = method;
    made.pattern = std::move(pattern);
    made.who = who;
    made.handle = std::move(handle);
    made.body = body;
    return made;
}

}  // namespace

store::actor call::actor(std::string reason) const
{
    return {.who = who, .reason = std::move(reason), .at = passed.now()};
}

std::optional<std::int64_t> call::only_of() const
{
    if (staff()) return std::nullopt;
    return who.account;
}

endpoint endpoint::get(std::string pattern, audience who, endpoint_handler handle, std::vector<std::string_view> query)
{
    endpoint made = row("GET", std::move(pattern), who, std::move(handle), body_kind::none);
    made.query = std::move(query);
    return made;
}

endpoint endpoint::post(std::string pattern, audience who, endpoint_handler handle)
{
    return row("POST", std::move(pattern), who, std::move(handle), body_kind::json);
}

endpoint endpoint::post_once(std::string pattern, audience who, endpoint_handler handle)
{
    endpoint made = post(std::move(pattern), who, std::move(handle));
    made.once = true;
    return made;
}

endpoint endpoint::patch(std::string pattern, audience who, endpoint_handler handle)
{
    return row("PATCH", std::move(pattern), who, std::move(handle), body_kind::json);
}

endpoint endpoint::put(std::string pattern, audience who, endpoint_handler handle)
{
    return row("PUT", std::move(pattern), who, std::move(handle), body_kind::json);
}

endpoint endpoint::ask(std::string pattern, audience who, endpoint_handler handle)
{
    endpoint made = post(std::move(pattern), who, std::move(handle));
    made.costly = true;
    return made;
}

endpoint endpoint::remove(std::string pattern, audience who, endpoint_handler handle)
{
    return row("DELETE", std::move(pattern), who, std::move(handle), body_kind::json);
}

}  // namespace offlist::api
