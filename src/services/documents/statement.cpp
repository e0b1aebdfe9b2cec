#include "services/documents/statement.hpp"

#include <accounts/account.hpp>
#include <algorithm>
#include <billing/payment.hpp>
#include <core/timestamp.hpp>
#include <map>
#include <optional>
#include <store/accounts/account_table.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/engine/sql.hpp>
#include <store/money/ledger_rows.hpp>
#include <utility>

namespace offlist::services {
namespace {

namespace sql = store::sql;
using std::chrono::sys_seconds;

// What the ledger calls a thing, as the customer knows it.
class customers_words {
public:
    explicit customers_words(soci::session& s) : s_(s) {}

    statement_line line_of(const transfer& t)
    {
        statement_line l{.at = t.at, .what = {}, .reference = {}, .cents = 0, .balance = 0};
        l.cents = t.credit.kind == ledger_kind::funds ? t.amount.cents : -t.amount.cents;
        switch (t.code) {
            case transfer_code::topup:
                payment_line(l, t);
                break;
            case transfer_code::hold:
                l.reference = delisting_of(t);
                l.what = "Fee of " + l.reference + named(t) + " set aside";
                break;
            case transfer_code::credit_back:
                l.reference = delisting_of(t);
                l.what = "Fee of " + l.reference + named(t) + " came back" + because(t);
                break;
            case transfer_code::adjustment:
                l.what = "Adjustment" + because(t);
                break;
            case transfer_code::dispute_lost:
                l.what = "A payment was disputed, and taken back";
                break;
            default:
                l.what = std::string(to_string(t.code)) + because(t);
                std::replace(l.what.begin(), l.what.end(), '_', ' ');
                break;
        }
        return l;
    }

private:
    static std::string because(const transfer& t) { return t.reason.empty() ? std::string() : ": " + t.reason; }

    static std::string_view behind(std::string_view text, std::string_view opening)
    {
        return text.starts_with(opening) ? text.substr(opening.size()) : std::string_view();
    }

    static std::string delisting_of(const transfer& t)
    {
        return "del_" + std::string(behind(t.reference, "delisting:"));
    }

    // ` (192.0.2.7 on example-ip)`; nothing for one whose data was destroyed
    std::string named(const transfer& t)
    {
        const auto id = number_of_id("del", delisting_of(t));
        if (!id) return {};
        if (const auto known = names_.find(*id); known != names_.end()) return known->second;
        const auto j = store::find_job(s_, *id);
        std::string name = j && !j->subject.empty() ? " (" + j->subject + " on " + j->blocklist + ")" : std::string();
        return names_.emplace(*id, std::move(name)).first->second;
    }

    // receipt:GATEWAY:EXTERNAL, where what came later on the same payment is EXTERNAL+CENTS
    void payment_line(statement_line& l, const transfer& t)
    {
        l.what = "Payment";
        const std::string_view receipt = behind(t.reference, "receipt:");
        const auto colon = receipt.find(':');
        if (colon == std::string_view::npos) return;
        const std::string gateway(receipt.substr(0, colon));
        const std::string external(receipt.substr(colon + 1));
        auto found = find(gateway, external);
        const auto plus = external.rfind('+');
        if (!found && plus != std::string::npos) found = find(gateway, external.substr(0, plus));
        if (!found) return;
        const auto& [id, method] = *found;
        l.reference = order_of(id);
        const auto known = parse_payment_method(method);
        l.what += ' ' + l.reference + (known == payment_method::card ? " by card" : " in " + method);
    }

    std::optional<std::tuple<std::int64_t, std::string>> find(const std::string& gateway, const std::string& external)
    {
        return sql::one<std::int64_t, std::string>(
            s_,
            "SELECT id, method FROM payment WHERE gateway = :gateway AND external_id = :external AND external_id <> ''",
            {gateway, external});
    }

    static std::optional<std::int64_t> number_of_id(std::string_view prefix, const std::string& id)
    {
        return parse_public_id(prefix, id);
    }

    soci::session& s_;
    std::map<std::int64_t, std::string> names_;
};

// What the transfers before `until` come to for one ledger account, or all that begin so.
std::int64_t sum_before(soci::session& s, const take_statement& wish, const std::string& effect, sys_seconds until)
{
    return sql::only<std::int64_t>(s,
                                   "SELECT CAST(COALESCE(SUM(" + effect +
                                       "), 0) AS BIGINT) FROM ledger_transfer WHERE account = :account AND currency = "
                                       ":currency AND at < :until",
                                   {wish.account, wish.in.view(), until})
        .value_or(0);
}

constexpr const char* on_funds =
    "CASE WHEN credit LIKE 'funds:%' THEN cents WHEN debit LIKE 'funds:%' THEN -cents ELSE 0 END";
constexpr const char* on_held =
    "CASE WHEN credit LIKE 'held:%' THEN cents WHEN debit LIKE 'held:%' THEN -cents ELSE 0 END";

}  // namespace

parsed<account_statement> take_statement::operator()(soci::session& s) const
{
    account_statement all{.account = account, .customer = {}, .in = in, .from = from, .until = until, .lines = {}};
    if (const auto who = store::account_table::find(s, account)) all.customer = who->name;
    all.opening = all.closing = sum_before(s, *this, on_funds, from);
    all.held = sum_before(s, *this, on_held, until);
    customers_words words(s);
    std::vector<transfer> moved;
    store::for_each_transfer(
        s,
        "WHERE account = :account AND currency = :currency AND at >= :from AND at < :until AND (credit LIKE 'funds:%' "
        "OR debit LIKE 'funds:%') ORDER BY at, id LIMIT :most",
        {account, in.view(), from, until, most_statement_lines + 1}, [&moved](parsed<transfer> t, std::int64_t) {
            if (t) moved.push_back(std::move(*t));
        });
    if (moved.size() > static_cast<std::size_t>(most_statement_lines))
        return problem{.what = "there are more than " + std::to_string(most_statement_lines) + " lines in it",
                       .expected = "a shorter period"};
    for (const transfer& t : moved) {
        statement_line l = words.line_of(t);
        all.closing += l.cents;
        l.balance = all.closing;
        all.lines.push_back(std::move(l));
    }
    return all;
}

std::string signed_text(std::int64_t cents)
{
    const std::string text = to_string(money{cents, {}});
    return text.substr(0, text.find(' '));
}

documents::document statement_text(const account_statement& s, const seller& by)
{
    const std::string in(s.in.view());
    documents::document d;
    d.title = "Statement of account " + public_id("acc", s.account);
    d.date = s.until;
    d.from = by.name + "\n" + by.address + "\n" + by.tax_id;
    d.to = s.customer.empty() ? public_id("acc", s.account) : s.customer + "\n" + public_id("acc", s.account);
    d.blocks.emplace_back(documents::paragraph{"From " + timestamp(s.from) + " until " + timestamp(s.until) +
                                               ", amounts in " + in + ". An amount with a minus sign left the funds."});
    documents::table t;
    t.columns = {{"At", false, 3}, {"What", false, 6}, {"Amount", true, 2}, {"Balance", true, 2}};
    t.rows.push_back({timestamp(s.from), "Opening balance", "", signed_text(s.opening)});
    for (const statement_line& l : s.lines)
        t.rows.push_back({timestamp(l.at), l.what, signed_text(l.cents), signed_text(l.balance)});
    t.rows.push_back({timestamp(s.until), "Closing balance", "", signed_text(s.closing)});
    t.total = true;
    d.blocks.emplace_back(std::move(t));
    if (s.held > 0)
        d.blocks.emplace_back(documents::paragraph{"Beside the balance, " + to_string(money{s.held, s.in}) +
                                                   " is set aside for delistings under way."});
    return d;
}

}  // namespace offlist::services
