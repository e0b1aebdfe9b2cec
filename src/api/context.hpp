// context.hpp: what all handlers share: the services, the books of the database, and the gate's memory.
//
// One object a router, kept alive by its handlers. For one thread.
#pragma once
#include <api/ports.hpp>
#include <api/token_cache.hpp>
#include <chrono>
#include <http/rate_limiter.hpp>
#include <store/accounts/account_table.hpp>
#include <store/accounts/audit_log.hpp>
#include <store/accounts/idempotency_table.hpp>
#include <store/accounts/subject_table.hpp>
#include <store/accounts/token_table.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <store/money/ledger_table.hpp>
#include <store/monitoring/health_reader.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <store/monitoring/mass_change_table.hpp>
#include <store/monitoring/sweep_reader.hpp>

namespace offlist::api {

struct context {
    explicit context(const api_ports& s)
        : program(s.program),
          db(s.db),
          time(s.time),
          options(s.options),
          accounts(s.db),
          audit(s.db),
          delistings(s.db),
          health(s.db),
          once(s.db),
          ledger(s.db),
          listings(s.db),
          mass_changes(s.db),
          subjects(s.db, s.options.special),
          sweeps(s.db),
          tokens(s.db),
          requests(s.options.requests),
          checks(s.options.checks),
          failures(s.options.failures),
          forgeries(s.options.failures)
    {
    }

    application& program;
    store::database& db;
    const clock& time;
    api_options options;

    store::account_table accounts;
    store::audit_log audit;
    store::delisting_reader delistings;
    store::health_reader health;
    store::idempotency_table once;
    store::ledger_table ledger;
    store::listing_reader listings;
    store::mass_change_table mass_changes;
    store::subject_table subjects;
    store::sweep_reader sweeps;
    store::token_table tokens;

    token_cache known_tokens;
    http::rate_limiter requests;
    http::rate_limiter checks;
    http::rate_limiter failures;   ///< by remote address
    http::rate_limiter forgeries;  ///< webhooks that no gateway has signed; by remote address
};

}  // namespace offlist::api
