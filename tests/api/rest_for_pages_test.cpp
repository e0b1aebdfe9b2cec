// What a page and a script ask of REST: where a subject stands, what is around a listing, whose an address was.
#include <gmock/gmock.h>

#include <core/timestamp.hpp>
#include <store/engine/sql.hpp>
#include <store/money/ledger_table.hpp>
#include <store/notices/notification_rows.hpp>
#include <store/notices/outbox.hpp>

#include "api/shop.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class pages_test : public shop {
protected:
    std::string subject_of(const std::string& text)
    {
        const auto items = with.get("/v1/subjects?subject=" + text, staff).json().at("items");
        EXPECT_EQ(items.size(), 1U) << text;
        return items.at(0).at("id");
    }
    list_standing said(const std::string& list, verdict what, std::string why = {})
    {
        list_standing s;
        s.blocklist = list;
        s.what = what;
        s.why = std::move(why);
        s.asked_at = with.time.now_seconds();
        s.next_at = with.time.now_seconds() + std::chrono::hours(6);
        return s;
    }
    nlohmann::json patch(const std::string& path, const std::string& token, const nlohmann::json& body, unsigned status)
    {
        const answered a = with.ask({"PATCH", path, token, body.dump()});
        EXPECT_EQ(a.status, status) << path << a.text;
        return a.json();
    }
};

TEST_F(pages_test, a_subject_is_clean_only_where_dns_has_said_so)
{
    listed(own, "192.0.2.7", "alpha");
    suspected(own, "192.0.2.7", "beta");
    const std::string path = "/v1/subjects/" + subject_of("192.0.2.7");
    with.program.standings = {said("alpha", verdict::clean),
                              said("beta", verdict::clean),
                              said("delta", verdict::clean),
                              said("eta", verdict::informational),
                              said("theta", verdict::unknown, "the list fails its tests"),
                              said("zeta", verdict::listed)};
    const nlohmann::json s = with.get(path, customer).json();
    EXPECT_EQ(s.at("listed_on"), 1) << "a listing is open, whatever was answered last";
    EXPECT_EQ(s.at("clean_on"), 1) << s;
    EXPECT_EQ(s.at("informational_on"), 1);
    EXPECT_EQ(s.at("unknown_on"), 3) << "suspected, sick, and listed by an answer that nothing has confirmed";
    EXPECT_EQ(s.at("last_asked_at"), timestamp(with.time.now_seconds()));
    EXPECT_EQ(s.at("next_at"), timestamp(with.time.now_seconds() + std::chrono::hours(6)));
    EXPECT_THAT(s.at("lists").at(0).at("listing").get<std::string>(), testing::StartsWith("lst_"));
    EXPECT_THAT(s.dump(), Not(HasSubstr("suspect"))) << "that is told when it is confirmed, or never";
    EXPECT_EQ(with.get(path, stranger).status, 404U);

    with.program.standings.clear();
    const nlohmann::json silent = with.get(path, customer).json();
    EXPECT_EQ(silent.at("clean_on"), 0);
    EXPECT_EQ(silent.at("last_asked_at"), nullptr);
}

TEST_F(pages_test, what_was_said_before_the_account_had_it_does_not_count)
{
    with.time.advance(std::chrono::hours(5));
    const std::string id = with.subject(customer, "192.0.2.9");
    (void)with.get("/v1/subjects/" + id, customer);
    EXPECT_EQ(with.program.standing_since, with.time.now_seconds());
    EXPECT_EQ(with.ask({"DELETE", "/v1/subjects/" + id, customer}).status, 204U);
    with.time.advance(std::chrono::hours(1));
    (void)with.get("/v1/subjects/" + with.subject(customer, "192.0.2.9"), customer);
    EXPECT_EQ(with.program.standing_since, with.time.now_seconds()) << "its listings have ended with it";
}

TEST_F(pages_test, what_is_pending_is_asked_about_by_nobody)
{
    api::api_options strict = service::generous();
    strict.subjects.proof = true;
    const http::router proving = api::make_router(with.ports(strict));
    const answered made = with.ask_of(proving, {"POST", "/v1/subjects", customer, R"({"subject":"192.0.2.77"})"});
    ASSERT_EQ(made.status, 201U) << made.text;
    with.program.standings = {said("alpha", verdict::clean)};
    const std::string id = made.json().at("id");
    const nlohmann::json s = with.get("/v1/subjects/" + id, customer).json();
    EXPECT_EQ(s.at("clean_on"), 0) << s;
    EXPECT_EQ(s.at("unknown_on"), 1);
    EXPECT_THAT(s.at("lists").at(0).at("why").get<std::string>(), HasSubstr("proof"));
}

TEST_F(pages_test, a_label_and_an_account_are_put_right)
{
    const std::string id = with.subject(customer, "192.0.2.7");
    EXPECT_EQ(patch("/v1/subjects/" + id, customer, {{"label", "rack 4"}}, 200).at("label"), "rack 4");
    EXPECT_EQ(with.get("/v1/subjects/" + id, customer).json().at("label"), "rack 4");
    EXPECT_EQ(with.get("/v1/subjects?label=RACK", customer).json().at("items").size(), 1U);
    EXPECT_EQ(with.get("/v1/subjects?label=rack%25", customer).json().at("items").size(), 0U) << "no wildcard";
    EXPECT_EQ(patch("/v1/subjects/" + id, customer, {{"label", ""}}, 200).at("label"), "");
    (void)patch("/v1/subjects/" + id, stranger, {{"label", "mine"}}, 404);
    (void)patch("/v1/subjects/" + id, customer, nlohmann::json::object(), 422);
    (void)patch("/v1/subjects/" + id, customer, {{"lable", "x"}}, 422);

    const std::string account = "/v1/accounts/" + public_id("acc", own);
    const nlohmann::json now =
        patch(account, staff, {{"email", "noc@example.org"}, {"reason", "they have moved"}}, 200);
    EXPECT_EQ(now.at("email"), "noc@example.org");
    EXPECT_EQ(now.at("name"), "Own") << "what is not said stays";
    (void)patch(account, staff, {{"reason", "nothing"}}, 422);
    (void)patch(account, staff, {{"email", "nobody"}, {"reason", "x"}}, 422);
    (void)patch(account, customer, {{"email", "me@example.org"}, {"reason", "x"}}, 404);
    (void)patch("/v1/accounts/acc_999", staff, {{"name", "X"}, {"reason", "x"}}, 404);
    const std::string log = with.get("/v1/audit?action=account.change", admin).text;
    EXPECT_THAT(log, HasSubstr("email"));
    EXPECT_THAT(log, Not(HasSubstr("noc@example.org"))) << "the log outlives an account's data";
}

TEST_F(pages_test, a_listing_tells_what_is_around_it)
{
    (void)with.post("/v1/subjects", staff,
                    {{"subject", "192.0.2.0/28"}, {"account", public_id("acc", own)}, {"label", "rack 4"}});
    listed(own, "192.0.2.7", "alpha");
    credit(own, 3500);
    const nlohmann::json job = order("192.0.2.7").json();
    const nlohmann::json l = with.get("/v1/listings?state=open", customer).json().at("items").at(0);
    EXPECT_EQ(l.at("blocklist_name"), with.program.known->find("alpha")->name);
    EXPECT_EQ(l.at("severity"), to_string(with.program.known->find("alpha")->level));
    EXPECT_EQ(l.at("operator"), with.program.known->find("alpha")->operator_name);
    EXPECT_EQ(l.at("label"), "rack 4");
    EXPECT_EQ(l.at("range"), "192.0.2.0/28");
    EXPECT_EQ(l.at("monitored_as"), subject_of("192.0.2.7"));
    EXPECT_EQ(l.at("delisting"), nlohmann::json({{"id", job.at("id")}, {"state", "held"}}));
    EXPECT_EQ(l.at("free").at("method"), "web-form");
    EXPECT_EQ(l.at("free").at("url"), "https://alpha.example/remove?ip=192.0.2.7");

    const std::string id = l.at("id");
    EXPECT_EQ(with.ask({"DELETE", "/v1/subjects/" + subject_of("192.0.2.7"), customer}).status, 204U);
    const nlohmann::json over = with.get("/v1/listings/" + id, customer).json();
    EXPECT_EQ(over.at("monitored_as"), nullptr);
    EXPECT_EQ(over.at("label"), "");
    EXPECT_EQ(over.at("free"), nullptr);
    (void)with.post("/v1/subjects", staff,
                    {{"subject", "192.0.2.7"}, {"account", public_id("acc", other)}, {"label", "theirs"}});
    EXPECT_THAT(with.get("/v1/listings/" + id, customer).text, Not(HasSubstr("theirs"))) << "of another account now";
}

TEST_F(pages_test, a_task_is_given_back)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 3500);
    const std::string job = order("192.0.2.7").json().at("id");
    const std::string id = with.get("/v1/tasks", staff).json().at("items").at(0).at("id");
    const auto act = [&](const char* what, const std::string& token, const nlohmann::json& body) {
        return with.post("/v1/tasks/" + id + '/' + what, token, body);
    };
    EXPECT_EQ(act("release", staff, nlohmann::json::object()).problem(), "stale-claim") << "nobody has claimed it";
    EXPECT_EQ(act("claim", staff, nlohmann::json::object()).status, 200U);
    const nlohmann::json claimed = with.get("/v1/tasks/" + id, colleague).json();
    EXPECT_EQ(claimed.at("state"), "claimed");
    EXPECT_NE(claimed.at("claimed_until"), nullptr);
    EXPECT_EQ(act("claim", colleague, nlohmann::json::object()).problem(), "claimed");
    EXPECT_EQ(act("release", colleague, nlohmann::json::object()).problem(), "stale-claim") << "another's claim";
    EXPECT_EQ(act("release", staff, {{"sent", "perhaps"}}).status, 422U);
    const answered back = act("release", staff, {{"note", "I go home"}, {"sent", "no"}});
    ASSERT_EQ(back.status, 200U) << back.text;
    EXPECT_EQ(back.json().at("state"), "open");
    EXPECT_EQ(back.json().at("claimed_by"), nullptr);
    EXPECT_EQ(with.get("/v1/delistings/" + job, staff).json().at("state"), "held");
    EXPECT_EQ(act("claim", colleague, nlohmann::json::object()).status, 200U);
    const answered unsure = act("release", colleague, nlohmann::json::object());
    EXPECT_EQ(unsure.json().at("kind"), "find_out") << unsure.text;
    EXPECT_EQ(with.get("/v1/delistings/" + job, staff).json().at("state"), "uncertain");
    EXPECT_EQ(act("claim", staff, nlohmann::json::object()).status, 200U);
    EXPECT_EQ(act("release", staff, nlohmann::json::object()).json().at("kind"), "find_out")
        << "that it was sent before cannot be taken back";
    EXPECT_EQ(act("claim", staff, nlohmann::json::object()).status, 200U);
    EXPECT_EQ(act("complete", staff, {{"outcome", "submitted"}, {"note", "sent"}}).status, 200U);
    EXPECT_EQ(act("release", staff, nlohmann::json::object()).problem(), "wrong-state");
    const nlohmann::json done = with.get("/v1/tasks/" + id, staff).json();
    EXPECT_EQ(done.at("outcome"), "submitted");
    EXPECT_EQ(done.at("note"), "sent");
    EXPECT_EQ(with.get("/v1/tasks/tsk_999", staff).status, 404U);
    EXPECT_THAT(with.get("/v1/audit?action=task.release", admin).json().at("items").size(), testing::Eq(3U));
    expect_balanced();
}

TEST_F(pages_test, tasks_are_found_by_what_they_are)
{
    listed(own, "192.0.2.7", "alpha");
    listed(own, "192.0.2.8", "beta");
    credit(own, 7000);
    (void)order("192.0.2.7");
    (void)order("192.0.2.8", "beta");
    const auto count = [&](const std::string& query) {
        const answered a = with.get("/v1/tasks" + query, staff);
        EXPECT_EQ(a.status, 200U) << query << a.text;
        return a.json().at("items").size();
    };
    const std::string first = with.get("/v1/tasks", staff).json().at("items").at(0).at("id");
    (void)with.post("/v1/tasks/" + first + "/claim", staff, nlohmann::json::object());
    EXPECT_EQ(count(""), 2U);
    EXPECT_EQ(count("?state=open"), 1U);
    EXPECT_EQ(count("?state=open,claimed"), 2U);
    EXPECT_EQ(count("?state=done"), 0U);
    EXPECT_EQ(count("?kind=submit"), 2U);
    EXPECT_EQ(count("?kind=find_out,conflict"), 0U);
    EXPECT_EQ(count("?blocklist=beta"), 1U);
    EXPECT_EQ(count("?account=" + public_id("acc", own)), 2U);
    EXPECT_EQ(count("?account=" + public_id("acc", other)), 0U);
    EXPECT_EQ(count("?claimed_by=me"), 1U);
    const std::string worker = with.get("/v1/tasks?state=claimed", staff).json().at("items").at(0).at("claimed_by");
    EXPECT_EQ(with.get("/v1/tasks?claimed_by=" + worker.substr(0, worker.find(' ')), staff).status, 400U);
}

TEST_F(pages_test, quotes_for_many_listings_each_with_its_own_refusal)
{
    listed(own, "192.0.2.7", "alpha");
    listed(own, "192.0.2.8", "alpha");
    gone("192.0.2.8", "alpha");
    listed(other, "192.0.2.200", "alpha");
    const auto id_of = [&](const std::string& subject, const std::string& token) -> std::string {
        return with.get("/v1/listings?subject=" + subject, token).json().at("items").at(0).at("id");
    };
    const std::string open = id_of("192.0.2.7", customer);
    const std::string over = id_of("192.0.2.8", customer);
    const std::string theirs = id_of("192.0.2.200", stranger);
    const answered a = with.post("/v1/quotes", customer, {{"listings", {open, over, theirs, "lst_999", open}}});
    ASSERT_EQ(a.status, 200U) << a.text;
    const nlohmann::json items = a.json().at("items");
    ASSERT_EQ(items.size(), 4U) << "each once";
    EXPECT_EQ(items.at(0).at("quote"), quote("192.0.2.7")) << "the same as one alone";
    EXPECT_EQ(items.at(1).at("quote").at("refusal").at("code"), "not_listed");
    EXPECT_EQ(items.at(2).at("quote"), nullptr);
    EXPECT_EQ(items.at(2).at("problem"), items.at(3).at("problem")) << "another's is as if it were not there";
    EXPECT_EQ(items.at(2).at("problem").at("type"), "/problems/not-found");
    const std::string reader = with.token(role::customer, own, true);
    EXPECT_EQ(with.post("/v1/quotes", reader, {{"listings", {open}}}).status, 200U) << "it changes nothing";
    EXPECT_EQ(with.post("/v1/quotes", customer, nlohmann::json::object()).status, 422U);
    EXPECT_EQ(with.post("/v1/quotes", customer, {{"listings", {"lst"}}}).status, 422U);
    nlohmann::json many = nlohmann::json::array();
    for (int n = 1; n <= 101; ++n) many.push_back("lst_" + std::to_string(n));
    EXPECT_EQ(with.post("/v1/quotes", customer, {{"listings", many}}).status, 422U);
}

TEST_F(pages_test, accounts_are_found_by_name_and_mail)
{
    (void)with.post("/v1/accounts", staff, {{"name", "Müller & Co"}, {"email", "hostmaster@mueller.example"}});
    const auto names = [&](const std::string& query) {
        std::vector<std::string> found;
        const answered a = with.get("/v1/accounts?q=" + query, staff);
        EXPECT_EQ(a.status, 200U) << a.text;
        const nlohmann::json page = a.json();
        for (const auto& one : page.at("items")) found.push_back(one.at("name"));
        return found;
    };
    EXPECT_THAT(names("hostMASTER"), testing::ElementsAre("M\xc3\xbcller & Co"));
    EXPECT_THAT(names("%26%20co"), testing::ElementsAre("M\xc3\xbcller & Co"));
    EXPECT_THAT(names("_"), IsEmpty()) << "no wildcard";
    EXPECT_THAT(names(public_id("acc", own)), testing::ElementsAre("Own"));
    EXPECT_EQ(with.get("/v1/accounts?q=Other", customer).status, 400U) << "for staff";
    EXPECT_EQ(with.get("/v1/accounts?state=terminated", staff).json().at("items").size(), 0U);
}

TEST_F(pages_test, the_audit_log_is_searched)
{
    listed(own, "192.0.2.7", "alpha");
    with.time.advance(std::chrono::hours(2));
    credit(other, 100);
    const auto count = [&](const std::string& query) {
        const answered a = with.get("/v1/audit?" + query, admin);
        EXPECT_EQ(a.status, 200U) << query << a.text;
        return a.json().at("items").size();
    };
    EXPECT_EQ(count("action=subject.add"), 1U);
    EXPECT_EQ(count("account=" + public_id("acc", own) + "&action=subject.add"), 1U) << "a thing of the account";
    EXPECT_EQ(count("account=" + public_id("acc", other) + "&action=subject.add"), 0U);
    EXPECT_GE(count("account=" + public_id("acc", other)), 1U);
    EXPECT_GE(count("role=staff"), 2U);
    EXPECT_EQ(count("object=" + subject_of("192.0.2.7")), 1U);
    EXPECT_EQ(count("object=sub_999"), 0U) << "an id that there may be";
    EXPECT_EQ(count("actor=test&action=subject.add"), 1U);
    EXPECT_EQ(count("from=2026-11-24T01:00:00Z&action=subject.add"), 0U);
    EXPECT_EQ(count("to=2026-11-24T01:00:00Z&action=subject.add"), 1U);
    EXPECT_EQ(with.get("/v1/audit?from=2026-11-24T01:00:00Z&to=2026-11-24T01:00:00Z", admin).status, 400U);
}

TEST_F(pages_test, what_a_mass_change_keeps_back)
{
    suspected(own, "192.0.2.7", "alpha");
    suspected(own, "192.0.2.8", "alpha");
    ASSERT_TRUE(with.db->write_now([&](soci::session& s) -> parsed<bool> {
        store::sql::run(s,
                        "INSERT INTO mass_change (blocklist, subjects, accounts, began_at) VALUES ('alpha', 60, 3, 1)");
        store::sql::run(s, "UPDATE listing SET hold = 1 WHERE id = 1");
        return true;
    }));
    const nlohmann::json one = with.get("/v1/mass-changes/mass_1", staff).json();
    EXPECT_EQ(one.at("state"), "open");
    EXPECT_EQ(one.at("direction"), "opening");
    EXPECT_EQ(with.get("/v1/mass-changes/mass_2", staff).status, 404U);
    const nlohmann::json kept = with.get("/v1/listings?mass_change=mass_1", staff).json().at("items");
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept.at(0).at("id"), "lst_1");
    EXPECT_EQ(with.get("/v1/listings?mass_change=mass_1", customer).status, 400U) << "for staff";
    const auto count = [&](const std::string& query) {
        return with.get("/v1/mass-changes?" + query, staff).json().at("items").size();
    };
    EXPECT_EQ(count("state=open,released"), 1U);
    EXPECT_EQ(count("state=dismissed"), 0U);
    EXPECT_EQ(count("state=all"), 1U);
    EXPECT_EQ(count("blocklist=beta"), 0U);
    EXPECT_EQ(count("direction=closing"), 0U);
}

TEST_F(pages_test, how_a_list_did)
{
    health("alpha", list_state::healthy);
    health("alpha", list_state::unhealthy, "it lists everything");
    const nlohmann::json items = with.get("/v1/blocklists/alpha/health", customer).json().at("items");
    ASSERT_EQ(items.size(), 9U) << "three for each kind, with that of the start";
    EXPECT_EQ(items.at(0).at("state"), "unhealthy") << "the newest first";
    EXPECT_EQ(items.at(0).at("why"), "it lists everything");
    EXPECT_EQ(with.get("/v1/blocklists/beta/health", customer).json().at("items").size(), 3U);
    EXPECT_EQ(with.get("/v1/blocklists/alpah/health", customer).status, 404U);
    const nlohmann::json sick = with.get("/v1/blocklists?health=unhealthy,unverified", customer).json().at("items");
    ASSERT_EQ(sick.size(), 1U);
    EXPECT_EQ(sick.at(0).at("id"), "alpha");
}

TEST_F(pages_test, who_had_an_address)
{
    const std::string began = timestamp(with.time.now_seconds());
    (void)with.post("/v1/subjects", staff, {{"subject", "192.0.2.0/28"}, {"account", public_id("acc", own)}});
    EXPECT_EQ(with.ask({"DELETE", "/v1/subjects/" + subject_of("192.0.2.7"), staff}).status, 204U);
    with.time.advance(std::chrono::hours(1));
    (void)with.post("/v1/subjects", staff, {{"subject", "192.0.2.7"}, {"account", public_id("acc", other)}});
    (void)with.post("/v1/subjects", staff, {{"subject", "192.0.2.64/26"}, {"account", public_id("acc", other)}});
    const nlohmann::json items = with.get("/v1/addresses/192.0.2.7/holders", staff).json().at("items");
    ASSERT_EQ(items.size(), 2U) << items;
    EXPECT_EQ(items.at(0).at("account"), public_id("acc", other));
    EXPECT_EQ(items.at(0).at("to"), nullptr);
    EXPECT_EQ(items.at(1).at("subject"), "192.0.2.0/28");
    EXPECT_EQ(items.at(1).at("from"), began);
    EXPECT_EQ(items.at(1).at("to"), began);
    EXPECT_EQ(with.get("/v1/addresses/192.0.2.0%2F24/holders", staff).json().at("items").size(), 3U);
    EXPECT_EQ(with.get("/v1/addresses/192.0.2.300/holders", staff).json().at("errors").at(0).at("field"), "address");
    EXPECT_EQ(with.get("/v1/addresses/192.0.2.7/holders", customer).status, 404U);
}

TEST_F(pages_test, money_that_nobody_was_matched_to)
{
    const currency usd = with.program.selling->prices->in;
    ASSERT_TRUE(with.db->write_now([&](soci::session& s) -> parsed<bool> {
        receipt unknown{.gateway = "btcpay",
                        .external_id = "inv:1",
                        .account = 0,
                        .amount = {700, usd},
                        .surcharge = 0,
                        .at = with.time.now_seconds()};
        (void)store::ledger_table::receive(s, unknown);
        receipt known{.gateway = "stripe",
                      .external_id = "pi_1",
                      .account = own,
                      .amount = {3500, usd},
                      .surcharge = 100,
                      .at = with.time.now_seconds()};
        (void)store::ledger_table::receive(s, known);
        return true;
    }));
    const nlohmann::json lost = with.get("/v1/receipts?matched=false", staff).json().at("items");
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_EQ(lost.at(0).at("gateway"), "btcpay");
    EXPECT_EQ(lost.at(0).at("external_id"), "inv:1");
    EXPECT_EQ(lost.at(0).at("account"), nullptr);
    EXPECT_EQ(lost.at(0).at("amount").at("amount"), 700);
    const nlohmann::json found = with.get("/v1/receipts?matched=true", staff).json().at("items");
    ASSERT_EQ(found.size(), 1U) << "one, though the ledger has two transfers of it";
    EXPECT_EQ(found.at(0).at("surcharge").at("amount"), 100);
    EXPECT_EQ(with.get("/v1/receipts", staff).json().at("items").size(), 2U);
    EXPECT_EQ(with.get("/v1/receipts?account=" + public_id("acc", own), staff).json().at("items").size(), 1U);
    EXPECT_EQ(with.get("/v1/receipts?matched=false&account=" + public_id("acc", own), staff).status, 400U);
    EXPECT_EQ(with.get("/v1/receipts", customer).status, 404U);
}

TEST_F(pages_test, what_became_of_deliveries)
{
    const answered made =
        with.post("/v1/webhooks", customer, {{"url", "https://hooks.example/in"}, {"events", {"listing.opened"}}});
    ASSERT_EQ(made.status, 201U) << made.text;
    const std::string id = made.json().at("id");
    const std::int64_t webhook = parse_public_id("whk", id).value();
    ASSERT_TRUE(with.db->write_now([&](soci::session& s) -> parsed<bool> {
        const auto now = with.time.now_seconds();
        for (const notify::fate fate : {notify::fate::taken, notify::fate::failed}) {
            const std::int64_t event = store::tell_of_test(s, webhook, own, now);
            (void)store::add_notification(s, webhook, event, now);
            const auto due = store::due_notifications(s, now, {}, 0, 1);
            notify::aftermath a;
            a.notification = due.at(0).id;
            a.webhook = webhook;
            a.at = now;
            a.what = fate;
            a.tries = 1;
            a.said = fate == notify::fate::taken ? "status 200" : "status 500";
            if (fate == notify::fate::failed) a.next_try = now + std::chrono::seconds(5);
            store::write_try(s, a);
        }
        return true;
    }));
    const std::string path = "/v1/webhooks/" + id + "/deliveries";
    EXPECT_EQ(with.get(path, customer).json().at("items").size(), 2U);
    const nlohmann::json failed = with.get(path + "?state=failed", customer).json().at("items");
    ASSERT_EQ(failed.size(), 1U);
    EXPECT_EQ(failed.at(0).at("last_result"), "status 500");
    EXPECT_EQ(failed.at(0).at("type"), "webhook.test");
    EXPECT_EQ(failed.at(0).at("next_try_at"), timestamp(with.time.now_seconds() + std::chrono::seconds(5)));
    EXPECT_EQ(with.get(path, stranger).status, 404U);
    EXPECT_EQ(with.get(path, staff).status, 200U);
}

}  // namespace
}  // namespace offlist::test
