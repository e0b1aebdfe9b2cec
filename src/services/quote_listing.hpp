// quote_listing.hpp: use case: whether a listing is worked for money, for how much, and how it is done for free.
//
// What a quote rests on comes from store, catalogue and DNS; place_delisting gathers it again. For the thread of the
// resolver; what takes a session runs on the thread of the job. Problems: the store cannot be read.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <delisting/dns_facts.hpp>
#include <delisting/quote.hpp>
#include <delisting/terms.hpp>
#include <memory>
#include <offlist/catalog.hpp>
#include <offlist/problem.hpp>
#include <offlist/resolver.hpp>
#include <offlist/subject.hpp>
#include <optional>
#include <store/engine/database.hpp>
#include <string>

namespace offlist::services {

/// A wish for a quote. Catalogue and terms are those of the moment it was made, so that both halves of an order see
/// the same.
struct quote_request {
    std::optional<std::int64_t> account;  ///< whose listing; none: whoever's it is, for staff
    subject about;
    std::string blocklist;
    std::shared_ptr<const catalog> lists;
    std::shared_ptr<const delisting_terms> terms;
    std::int64_t ordered = 0;  ///< a job that is quoted anew, which is not in its own way; 0: none
};

/// The facts of the store and the catalogue as of now. They refer to `of`.
[[nodiscard]] quote_facts gather(soci::session& s, const quote_request& of);

/// Asks DNS what must be in order first, if anything must: whether, one look at the store decides.
[[nodiscard]] boost::asio::awaitable<parsed<dns_facts>> look_up_for(store::database& db, resolver& dns,
                                                                    const quote_request& of);

/// With what the way has done here so far (`at` is now).
[[nodiscard]] boost::asio::awaitable<parsed<quote>> quote_listing(store::database& db, resolver& dns, quote_request of,
                                                                  std::chrono::sys_seconds at);

}  // namespace offlist::services
