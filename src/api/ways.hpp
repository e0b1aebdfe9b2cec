// ways.hpp: what is told wherever money is asked for: the total by each way of paying, and the way that costs nothing.
//
// Looks at the program as it is now; on the API's thread.
#pragma once
#include <billing/ways_to_pay.hpp>
#include <nlohmann/json_fwd.hpp>
#include <store/delistings/delisting_reader.hpp>

#include "api/ports.hpp"

namespace offlist::api {

/// Those that can be used here; none without gateways or a price book.
[[nodiscard]] std::vector<way_to_pay> ways_of(const api_ports& with);

/// `{"text": "37.63 USD by card, 35.00 USD in BTC", "ways": [{method, amount, surcharge, total} …]}`; null where
/// nothing is asked for. It tells nothing of ways where nothing can be paid yet.
[[nodiscard]] nlohmann::json pay_json(const api_ports& with, const money& amount);

/// Adds `pay` and `free` to a delisting: null for one that does not wait for funds.
void add_what_is_asked(nlohmann::json& to, const store::delisting_record& of, const api_ports& with);

/// R18 in words, for a payment, which is for no listing in particular.
[[nodiscard]] nlohmann::json free_in_general();

}  // namespace offlist::api
