// person_text.hpp: people, what they are where, and their sign-ins, as JSON.
//
// Pure; safe from any thread.
#pragma once
#include <accounts/person.hpp>
#include <nlohmann/json_fwd.hpp>
#include <store/people/sign_ins.hpp>

namespace offlist::api {

[[nodiscard]] nlohmann::json json_of(const person& p);
/// `{"account", "role"}`; account is null at the host.
[[nodiscard]] nlohmann::json json_of(const membership& m);
/// `current`: it is the caller's own.
[[nodiscard]] nlohmann::json json_of(const store::sign_in& one, bool current);

}  // namespace offlist::api
