// fake_gateway.hpp: a gateway that keeps invoices, takes money, loses answers and tells of everything in webhooks.
//
// On one thread.
#pragma once
#include <algorithm>
#include <billing/payment_gateway.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace offlist::test {

class fake_gateway final : public payment_gateway {
public:
    enum class fault : std::uint8_t { none, refuses, unavailable, lost_answer, broken, unclear };

    explicit fake_gateway(std::string its_name) : name_(std::move(its_name)) {}

    [[nodiscard]] std::string_view name() const override { return name_; }
    [[nodiscard]] bool takes(payment_method m) const override
    {
        const std::string_view serves = m == payment_method::card  ? "stripe"
                                        : m == payment_method::bch ? "bitpay"
                                                                   : "btcpay";
        return serves == name_;
    }
    [[nodiscard]] boost::asio::awaitable<gateway_answer> create(payment p, bool again) override
    {
        ++creations;
        if (again)
            for (const auto& [id, i] : invoices)
                if (i.order == reference_of(p)) co_return i;
        const fault f = std::exchange(next_create, fault::none);
        if (f == fault::refuses) co_return failure(gateway_fault::refused);
        if (f == fault::unavailable) co_return failure(gateway_fault::unavailable);
        if (f == fault::broken) co_return failure(gateway_fault::unknown);
        payment_report& made = make(reference_of(p), p.created_at + std::chrono::hours(1), p.total().in);
        if (f == fault::lost_answer) co_return failure(gateway_fault::unknown);
        co_return made;
    }
    [[nodiscard]] boost::asio::awaitable<gateway_answer> read(std::string external_id, std::string dispute) override
    {
        ++reads;
        const fault f = std::exchange(next_read, fault::none);
        if (f == fault::refuses) co_return failure(gateway_fault::refused);
        if (f == fault::unclear) co_return failure(gateway_fault::unclear);
        if (f != fault::none) co_return failure(gateway_fault::unavailable);
        if (!fails_of.empty() && external_id == fails_of) co_return failure(gateway_fault::unavailable);
        if (!unclear_of.empty() && external_id == unclear_of) co_return failure(gateway_fault::unclear);
        // as Stripe, which answers a question about no session with a list of them
        if (external_id.empty() && dispute.empty()) co_return failure(gateway_fault::unclear);
        if (external_id.empty()) external_id = disputes[dispute];
        const auto found = invoices.find(external_id);
        if (found == invoices.end()) co_return failure(gateway_fault::not_there);
        payment_report is = found->second;
        if (is.paid.cents == 0) is.paid = {};  // as all of them: no money has no currency
        if (claims_unread) {
            is.claims.clear();
            is.unread = failure(*claims_unread);
        }
        co_return is;
    }
    [[nodiscard]] boost::asio::awaitable<gateway_answer> close(std::string external_id) override
    {
        const auto found = invoices.find(external_id);
        if (found != invoices.end() && found->second.state == payment_state::pending)
            found->second.state = payment_state::expired;
        co_return co_await read(std::move(external_id), {});
    }
    [[nodiscard]] boost::asio::awaitable<gateway_news_answer> news(
        std::chrono::sys_seconds from, std::optional<std::chrono::sys_seconds> until) override
    {
        ++lists;
        asked_for.emplace_back(from, until);
        if (std::exchange(next_news, fault::none) != fault::none) co_return failure(gateway_fault::unavailable);
        gateway_news told{.listed = listed};
        told.unreadable = unreadable;
        if (!listed) co_return told;
        for (const auto& [id, i] : invoices) {
            payment_report seen = i;
            seen.claims.clear();
            if (seen.paid.cents > 0) told.payments.push_back(std::move(seen));
            if (!i.claims.empty() && claims_listed) told.to_ask.push_back(id);
        }
        co_return told;
    }
    [[nodiscard]] boost::system::result<webhook_hint, refused_webhook> verified(
        const webhook_delivery& d) const override
    {
        const std::pair<std::string, std::string> signature{"signature", "good"};
        if (std::find(d.headers.begin(), d.headers.end(), signature) == d.headers.end())
            return refused_webhook::unsigned_one;
        webhook_hint hint;
        const auto body = nlohmann::json::parse(d.body);
        hint.delivery = body.at("event").get<std::string>();
        hint.external_id = body.at("about").get<std::string>();
        hint.kind = "changed";
        if (hint.external_id.starts_with("dp_") || hint.external_id.starts_with("re_"))
            std::swap(hint.external_id, hint.dispute);
        return hint;
    }

    /// An invoice as somebody at the gateway makes it.
    payment_report& make(const std::string& order, std::chrono::sys_seconds expires_at, currency in)
    {
        payment_report r;
        r.external_id = name_.substr(0, 2) + '_' + std::to_string(++made_);
        r.order = order;
        r.checkout_url = "https://" + name_ + ".test/" + r.external_id;
        r.expires_at = expires_at;
        r.paid = {0, in};
        return invoices[r.external_id] = r;
    }
    /// A refund or a dispute of an invoice, or what became of it, with its webhook.
    void claim(const std::string& id, const std::string& invoice, claim_kind kind, claim_state state,
               std::int64_t cents, currency in = {{'U', 'S', 'D'}})
    {
        claim_report c{.id = id, .kind = kind, .state = state, .amount = {cents, in}};
        auto& all = invoices.at(invoice).claims;
        const auto at = std::ranges::find(all, id, &claim_report::id);
        if (at == all.end())
            all.push_back(std::move(c));
        else
            *at = std::move(c);
        disputes[id] = invoice;
        tell(id);
    }
    void dispute(const std::string& id, const std::string& invoice, claim_state state, std::int64_t cents)
    {
        claim(id, invoice, claim_kind::dispute, state, cents);
    }
    void refund(const std::string& id, const std::string& invoice, claim_state state, std::int64_t cents)
    {
        claim(id, invoice, claim_kind::refund, state, cents);
    }
    /// The body of a webhook.
    static std::string event(int number, const std::string& about)
    {
        return nlohmann::json{{"event", "evt_" + std::to_string(number)}, {"about", about}}.dump();
    }
    /// Something has changed: a webhook that may be delivered, or lost.
    void tell(const std::string& about)
    {
        webhook_delivery d;
        d.headers = {{"signature", "good"}};
        d.body = event(++told_, about);
        outgoing.push_back(d);
    }

    std::map<std::string, payment_report> invoices;
    std::map<std::string, std::string> disputes;  ///< and refunds, to their invoices
    std::deque<webhook_delivery> outgoing;
    fault next_create = fault::none;
    fault next_read = fault::none;
    fault next_news = fault::none;
    std::string fails_of;                        ///< read() of this one gets no answer
    std::string unclear_of;                      ///< and of this one none that can be read
    bool listed = true;                          ///< whether it can tell of everything that came
    bool claims_listed = true;                   ///< and of what refunds and disputes belong to
    std::optional<gateway_fault> claims_unread;  ///< read() tells the money, and not the claims
    int creations = 0;
    int reads = 0;
    int lists = 0;
    /// The times that news() was asked about.
    std::vector<std::pair<std::chrono::sys_seconds, std::optional<std::chrono::sys_seconds>>> asked_for;
    std::vector<unreadable_payment> unreadable;  ///< in its list

private:
    static gateway_failure failure(gateway_fault why) { return {.why = why, .what = "a fault of the test"}; }

    std::string name_;
    int made_ = 0;
    int told_ = 0;
};

/// A fake that outlives every service it stands behind.
class borrowed_gateway final : public payment_gateway {
public:
    explicit borrowed_gateway(fake_gateway& of) : of_(of) {}
    [[nodiscard]] std::string_view name() const override { return of_.name(); }
    [[nodiscard]] bool takes(payment_method m) const override { return of_.takes(m); }
    [[nodiscard]] boost::asio::awaitable<gateway_answer> create(payment p, bool again) override
    {
        return of_.create(std::move(p), again);
    }
    [[nodiscard]] boost::asio::awaitable<gateway_answer> read(std::string id, std::string dispute) override
    {
        return of_.read(std::move(id), std::move(dispute));
    }
    [[nodiscard]] boost::asio::awaitable<gateway_answer> close(std::string id) override
    {
        return of_.close(std::move(id));
    }
    [[nodiscard]] boost::asio::awaitable<gateway_news_answer> news(
        std::chrono::sys_seconds from, std::optional<std::chrono::sys_seconds> until) override
    {
        return of_.news(from, until);
    }
    [[nodiscard]] boost::system::result<webhook_hint, refused_webhook> verified(
        const webhook_delivery& d) const override
    {
        return of_.verified(d);
    }

private:
    fake_gateway& of_;
};

}  // namespace offlist::test
