// prove_subject.hpp: use case: a pending subject becomes active, because DNS shows that its account holds it, or
// because staff says so.
//
// accept_subject is a transaction, as database::write() takes it; on the thread of the job. prove_by_dns() asks through
// the resolver, then writes; on the executor that awaits it. Refusals are values; problems are those of the store.
#pragma once
#include <accounts/account.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <offlist/resolver.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/accounts/subject_proofs.hpp>
#include <string>

namespace offlist::store {
class database;
}

namespace offlist::services {

struct proved_subject {
    store::proving what = store::proving::gone;
    bool shown = false;                ///< DNS has it, or staff said so
    std::string detail;                ///< what DNS has, or lacks
    std::optional<owned_subject> now;  ///< none: it was removed
};

/// Staff's word: the reason is for the audit log. What another account holds stays where it is.
struct accept_subject {
    std::int64_t id = 0;
    std::uint64_t capacity = 0;
    store::actor by;

    [[nodiscard]] parsed<proved_subject> operator()(soci::session& s) const;
};

/// `what.proving` is `gone` where nothing waits by this id.
[[nodiscard]] boost::asio::awaitable<parsed<proved_subject>> prove_by_dns(store::database& db, resolver& dns,
                                                                          std::int64_t id, std::uint64_t capacity,
                                                                          store::actor by);

/// One round over the pending subjects that are due; those that nobody has proved `within` a span are removed.
/// Problem: the store's. Returns how many have become active.
struct proof_rules {
    std::uint64_t capacity = 0;
    std::chrono::seconds within{0};
    std::chrono::sys_seconds now{};
};
[[nodiscard]] boost::asio::awaitable<parsed<std::size_t>> prove_what_is_due(store::database& db, resolver& dns,
                                                                            proof_rules rules);

/// When DNS is asked again about one that was added at `created`: soon at first, then seldom.
[[nodiscard]] std::chrono::sys_seconds next_look(std::chrono::sys_seconds created, std::chrono::sys_seconds now);

}  // namespace offlist::services
