#include "store/money/payment_rows.hpp"

#include <boost/assert.hpp>

#include "store/money/ledger_rows.hpp"

namespace offlist::store {

using std::chrono::sys_seconds;

std::vector<payment> select_payments(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<payment> found;
    sql::for_each<std::int64_t, std::int64_t, std::string, std::string, std::int64_t, std::int64_t, std::string,
                  std::string, std::string, std::string, std::string, std::int64_t, std::int64_t, std::string,
                  sys_seconds, sys_seconds, sys_seconds>(
        s,
        "SELECT id, account, method, gateway, amount, surcharge, currency, state, nonce, external_id, checkout_url, "
        "received, charged_back, reason, created_at, changed_at, expires_at FROM payment " +
            rest,
        std::move(given),
        [&found](auto id, auto account, auto method, auto gateway, auto amount, auto surcharge, auto in, auto state,
                 auto nonce, auto external_id, auto url, auto received, auto charged_back, auto reason, auto created,
                 auto changed, auto expires) {
            const auto known_method = parse_payment_method(method);
            const auto known_state = parse_payment_state(state);
            BOOST_ASSERT_MSG(known_method && known_state, "a word that this program never wrote");
            payment p;
            p.id = id;
            p.account = account;
            p.method = *known_method;
            p.gateway = std::move(gateway);
            p.amount = {amount, stored_currency(in)};
            p.surcharge = surcharge;
            p.state = *known_state;
            p.nonce = std::move(nonce);
            p.external_id = std::move(external_id);
            p.checkout_url = std::move(url);
            p.received = received;
            p.charged_back = charged_back;
            p.reason = std::move(reason);
            p.created_at = created;
            p.changed_at = changed;
            p.expires_at = expires;
            found.push_back(std::move(p));
        });
    return found;
}

void update_payment(soci::session& s, const payment& p)
{
    sql::run(
        s,
        "UPDATE payment SET state = :state, external_id = :external_id, checkout_url = :url, received = :received, "
        "charged_back = :charged_back, reason = :reason, changed_at = :changed, expires_at = :expires WHERE id = :id",
        {to_string(p.state), p.external_id, p.checkout_url, p.received, p.charged_back, p.reason, p.changed_at,
         p.expires_at, p.id});
}

void add_payment_change(soci::session& s, std::string_view from, const payment& now, const std::string& actor,
                        const std::string& note)
{
    sql::run(s,
             "INSERT INTO payment_change (payment, at, from_state, to_state, received, actor, note) "
             "VALUES (:payment, :at, :from, :to, :received, :actor, :note)",
             {now.id, now.changed_at, from, to_string(now.state), now.received, actor, note});
}

}  // namespace offlist::store
