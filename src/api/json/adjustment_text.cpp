#include "api/json/adjustment_text.hpp"

#include <accounts/account.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "api/answers.hpp"
#include "api/json/money_text.hpp"

namespace offlist::api {
namespace {

http::response made(const services::adjusted_funds& done)
{
    nlohmann::json shown = json_of(done.written);
    shown["funds"] = json_of(done.now);
    shown["suspense"] = json_of(done.suspense);
    if (done.is) shown["adjustment"] = public_id("adj", done.is->id);
    return created(shown);
}

http::response decided_before(const store::adjustment_record& is)
{
    return http::problem_response(409, "decided-before", "Somebody has decided already",
                                  "It was " + std::string(to_string(is.state)) + "; the first decision stands.");
}

}  // namespace

nlohmann::json json_of(const store::adjustment_record& a)
{
    nlohmann::json shown = {{"id", public_id("adj", a.id)},
                            {"account", public_id("acc", a.what.account)},
                            {"reason", a.what.reason},
                            {"payment", id_or_null("pay", a.payment)},
                            {"state", to_string(a.state)},
                            {"proposed_by", a.proposed_by},
                            {"proposed_at", moment(a.what.at)},
                            {"decided_by", nullptr},
                            {"decided_at", nullptr},
                            {"decision", nullptr}};
    shown["amount"] = json_of(a.what.amount);
    if (a.decided_at) {
        shown["decided_by"] = a.decided_by;
        shown["decided_at"] = moment(*a.decided_at);
        shown["decision"] = a.decision;
    }
    return shown;
}

http::response shown_adjustment(const services::adjusted_funds& done)
{
    switch (done.what) {
        case services::adjusting::no_amount:
            return wrong_field("amount", done.why.what, done.why.expected);
        case services::adjusting::no_payment:
            return wrong_field("payment", "is no payment of this account", "one that GET /v1/payments?account= shows");
        case services::adjusting::not_covered:
            return http::problem_response(409, "insufficient-funds", "The account's funds do not cover it",
                                          "Only a lost dispute or a refund takes funds below zero.");
        case services::adjusting::not_there:
            return not_found();
        case services::adjusting::decided_before:
            return decided_before(*done.is);
        case services::adjusting::same_person:
            return http::problem_response(
                409, "second-person-needed", "Somebody else has to approve it",
                "It takes another admin than " + done.is->proposed_by +
                    ", by a sign-in if it was proposed by one, else by a token. Anybody of staff can reject it.");
        case services::adjusting::other_currency:
            return http::problem_response(409, "other-currency", "Nothing is sold in this currency any more",
                                          "It was proposed in " + std::string(done.is->what.amount.in.view()) +
                                              ". Reject it, and propose what is right in the currency of the prices.");
        case services::adjusting::proposed:
            return json_response(202, json_of(*done.is));
        case services::adjusting::rejected:
            return json_response(200, json_of(*done.is));
        case services::adjusting::done:
            break;
    }
    return made(done);
}

}  // namespace offlist::api
