#include "services/documents/issue_document.hpp"

#include <accounts/account.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/account_table.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/money/payment_table.hpp>
#include <utility>

#include "services/documents/receipt_text.hpp"
#include "services/documents/report_text.hpp"

namespace offlist::services {
namespace {

using store::document_series;
using store::numbered_document;

issued_document refused(issuing what, std::string why)
{
    return {.what = what, .why = std::move(why), .is = {}};
}

std::string customer_lines(soci::session& s, std::int64_t account)
{
    const auto who = store::account_table::find(s, account);
    const std::string id = public_id("acc", account);
    return who && !who->name.empty() ? who->name + "\n" + id : id;
}

parsed<issued_document> as_frozen(const std::string& content)
{
    auto is = documents::from_json(content);
    if (!is) return is.error();
    return issued_document{.what = issuing::issued, .why = {}, .is = std::move(*is)};
}

// Its number; a payment or a job that ended before numbers were taken gets one now. A text: why there is none.
struct its_number {
    std::optional<numbered_document> found;
    issuing otherwise = issuing::no_such;
    std::string why{};
};

its_number number_of_receipt(soci::session& s, const issue_document& wish)
{
    const auto p = store::payment_table::find(s, wish.about);
    if (!p || (wish.only_of && p->account != *wish.only_of)) return {};
    if (auto known = store::find_document(s, document_series::receipt, p->id)) return {std::move(known)};
    if (p->received < p->total().cents)
        return {{}, issuing::not_yet, "there is a receipt once all of " + to_string(p->total()) + " has come"};
    return {store::number_receipt(s, *p, store::paid_in_full_at(s, *p))};
}

its_number number_of_report(soci::session& s, const issue_document& wish)
{
    const auto j = store::find_job(s, wish.about);
    if (!j || (wish.only_of && j->account != *wish.only_of)) return {};
    if (auto known = store::find_document(s, document_series::report, j->id)) return {std::move(known)};
    if (j->state != job_state::succeeded && j->state != job_state::failed)
        return {{},
                issuing::not_yet,
                j->state == job_state::cancelled ? "nothing was asked of the operator, so there is nothing to report"
                                                 : "there is a report when it has ended"};
    return {store::number_report(s, *j, *j->ended_at)};
}

documents::document written(soci::session& s, const issue_document& wish, const numbered_document& d)
{
    documents::document is;
    if (d.series == document_series::receipt) {
        const auto p = store::payment_table::find(s, d.about).value();
        const auto facts = nlohmann::json::parse(d.facts, nullptr, false);
        is = receipt_text(p, facts.is_object() ? facts.value("received", p.received) : p.received, d.at);
    } else {
        is = report_text(store::delisting_reader::detail_of(s, store::find_job(s, d.about).value()));
    }
    is.number = number_text(d);
    is.date = d.at;
    is.from = wish.from->name + "\n" + wish.from->address + "\n" + wish.from->tax_id;
    is.to = customer_lines(s, d.account);
    return is;
}

}  // namespace

parsed<issued_document> issued_before(soci::session& s, const issue_document& wish)
{
    const auto known = store::find_document(s, wish.series, wish.about);
    const bool there = known && known->content && (!wish.only_of || known->account == *wish.only_of);
    if (!there) return refused(issuing::no_such, {});
    return as_frozen(*known->content);
}

parsed<issued_document> issue_document::operator()(soci::session& s) const
{
    its_number of = series == document_series::receipt ? number_of_receipt(s, *this) : number_of_report(s, *this);
    if (!of.found) return refused(of.otherwise, std::move(of.why));
    if (of.found->content) return as_frozen(*of.found->content);
    if (!from)
        return refused(issuing::no_company,
                       "nobody is configured in whose name it could be issued: set name, address and tax_id in the "
                       "section [company] of offlist.toml");
    if (series == document_series::report && store::find_job(s, about)->subject.empty())
        return refused(issuing::destroyed, "the data of its account was destroyed");
    const std::string content = documents::to_json(written(s, *this, *of.found));
    store::freeze_document(s, *of.found, content, at);
    return as_frozen(content);
}

}  // namespace offlist::services
