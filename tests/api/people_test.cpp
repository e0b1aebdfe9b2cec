// People: how they come in, what they may do, and how it ends.
#include <gmock/gmock.h>
#include <accounts/token.hpp>
#include <services/people/make_login_link.hpp>
#include <services/people/sign_in_person.hpp>
#include <set>
#include <store/people/sign_ins.hpp>

#include "api/signed_in.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

struct people_test : testing::Test {
    service with;
    std::int64_t own = with.account("Own");
    std::int64_t other = with.account("Other");
    std::string admin = with.token(role::admin);
    std::string staff = with.token(role::staff);

    [[nodiscard]] std::string acc(std::int64_t id) const { return public_id("acc", id); }
    answered by(const std::string& cookie, const std::string& method, const std::string& path,
                const nlohmann::json& body = nullptr)
    {
        return with.ask({method, path, "", body.is_null() ? "" : body.dump(), from_page(cookie)});
    }
    answered log_in(const nlohmann::json& body, const std::string& asked_cookie = {})
    {
        auto headers = from_page({});
        if (!asked_cookie.empty()) headers.emplace_back("cookie", "__Host-offlist-asked=" + asked_cookie);
        return with.ask({"POST", "/v1/login", "", body.dump(), headers});
    }
    std::string invited(const std::string& email, const std::string& as, std::int64_t account)
    {
        nlohmann::json wanted = {{"email", email}, {"role", as}};
        if (account > 0) wanted["account"] = acc(account);
        const answered a = with.post("/v1/people", admin, wanted);
        EXPECT_EQ(a.status, 201U) << a.text;
        const std::string link = with.program.invited.back().second;
        EXPECT_THAT(link, testing::StartsWith("https://offlist.example/enter#"));
        return link.substr(link.find('#') + 1);
    }
    /// What the daemon does when a link was asked for.
    std::optional<services::mailed_link> mailed()
    {
        const auto asked = with.program.asked_for.back();
        services::mail_login_link what{.email = asked.email,
                                       .asked_by = asked.asked_by,
                                       .return_to = asked.return_to,
                                       .at = with.time.now_seconds()};
        return with.db->write_now(std::move(what)).value();
    }
    answered ask_link(const std::string& email, const std::string& return_to = {})
    {
        nlohmann::json body = {{"email", email}};
        if (!return_to.empty()) body["return"] = return_to;
        return with.ask({"POST", "/v1/login/links", "", body.dump(), from_page({})});
    }
};

TEST_F(people_test, a_link_lets_in_once_and_for_seven_days)
{
    const std::string link = invited("Jane@Example.org", "owner", own);
    EXPECT_EQ(log_in({{"link", make_secret().text}}).problem(), "link-unknown");
    EXPECT_EQ(log_in({{"link", "x"}}).problem(), "link-unknown");
    const answered in = log_in({{"link", link}});
    ASSERT_EQ(in.status, 200U) << in.text;
    EXPECT_EQ(in.json().at("person").at("email"), "jane@example.org");
    EXPECT_EQ(in.json().at("account"), acc(own));
    const std::string& cookie = in.headers.at("Set-Cookie");
    EXPECT_THAT(cookie, testing::StartsWith("__Host-offlist="));
    for (const char* attribute : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age=2592000"})
        EXPECT_THAT(cookie, HasSubstr(attribute));
    EXPECT_THAT(cookie, testing::Not(HasSubstr("Domain")));
    EXPECT_EQ(log_in({{"link", link}}).problem(), "link-used");

    const std::string late = invited("late@example.org", "owner", own);
    with.time.advance(std::chrono::days(7));
    EXPECT_EQ(log_in({{"link", late}}).problem(), "link-expired");
    const std::string gone = invited("gone@example.org", "owner", own);
    const std::string id = with.get("/v1/people?account=" + acc(own), admin).json().at("items").back().at("id");
    EXPECT_EQ(with.ask({"DELETE", "/v1/people/" + id, admin, nlohmann::json{{"account", acc(own)}}.dump()}).status,
              204U);
    EXPECT_EQ(log_in({{"link", gone}}).status, 401U);
}

TEST_F(people_test, who_she_is_and_what_is_hers)
{
    const std::string jane = signed_in(with, "jane@example.org", membership_role::owner, own);
    (void)with.post("/v1/subjects", staff, {{"account", acc(other)}, {"subject", "192.0.2.9"}});
    EXPECT_EQ(by(jane, "POST", "/v1/subjects", {{"subject", "192.0.2.1"}}).status, 201U);
    const answered subjects = by(jane, "GET", "/v1/subjects");
    ASSERT_EQ(subjects.json().at("items").size(), 1U) << subjects.text;
    EXPECT_EQ(subjects.json().at("items").at(0).at("account"), acc(own));
    const nlohmann::json me = by(jane, "GET", "/v1/me").json();
    EXPECT_EQ(me.at("role"), "owner");
    EXPECT_EQ(me.at("account"), acc(own));
    EXPECT_EQ(me.at("memberships").size(), 1U);
    const nlohmann::json token = with.get("/v1/me", staff).json();
    EXPECT_EQ(token.at("role"), "staff");
    EXPECT_TRUE(token.at("person").is_null());
}

TEST_F(people_test, a_mailed_link_and_its_code)
{
    (void)signed_in(with, "jane@example.org", membership_role::owner, own);
    const answered asked = ask_link("Jane@example.org", "/listings");
    EXPECT_EQ(asked.status, 202U) << asked.text;
    const std::string window = cookie_in(asked);
    const auto mail = mailed();
    ASSERT_TRUE(mail.has_value());
    // in another window, or without one, the code is nothing
    EXPECT_EQ(log_in({{"code", mail->code}}).problem(), "link-unknown");
    EXPECT_EQ(log_in({{"code", mail->code}}, make_secret().text).problem(), "link-unknown");
    const answered in = log_in({{"code", mail->code.substr(0, 4) + "-" + mail->code.substr(4)}}, window);
    ASSERT_EQ(in.status, 200U) << in.text;
    EXPECT_EQ(in.json().at("return"), "/listings");
    EXPECT_EQ(log_in({{"link", mail->secret}}).problem(), "link-used") << "link and code are one";

    (void)ask_link("jane@example.org");
    const auto second = mailed();
    with.time.advance(10min);
    EXPECT_EQ(log_in({{"link", second->secret}}).problem(), "link-expired");
}

TEST_F(people_test, a_code_stands_five_guesses)
{
    (void)signed_in(with, "jane@example.org", membership_role::owner, own);
    const std::string window = cookie_in(ask_link("jane@example.org"));
    const auto mail = mailed();
    const std::string wrong = mail->code == "22222222" ? "33333333" : "22222222";
    for (int i = 0; i < services::most_wrong_codes; ++i)
        EXPECT_EQ(log_in({{"code", wrong}}, window).problem(), "link-unknown");
    EXPECT_EQ(log_in({{"code", mail->code}}, window).problem(), "link-unknown");
    EXPECT_EQ(log_in({{"link", mail->secret}}).status, 200U) << "whoever has the mail is let in all the same";
}

TEST_F(people_test, whoever_asks_for_a_link_learns_nothing)
{
    (void)signed_in(with, "jane@example.org", membership_role::owner, own);
    (void)signed_in(with, "root@example.org", membership_role::admin);
    for (const char* email : {"jane@example.org", "nobody@example.org", "root@example.org"}) {
        const answered a = ask_link(email);
        EXPECT_EQ(a.status, 202U);
        EXPECT_EQ(a.json(), (nlohmann::json{{"email", email}}));
        EXPECT_EQ(cookie_in(a).size(), 43U);
        EXPECT_EQ(mailed().has_value(), std::string(email) == "jane@example.org")
            << "nobody of the host is let in by mail alone";
    }
    for (int i = 0; i < services::most_mailed_links - 1; ++i) {
        (void)ask_link("jane@example.org");
        EXPECT_TRUE(mailed().has_value());
    }
    (void)ask_link("jane@example.org");
    EXPECT_FALSE(mailed().has_value()) << "her mailbox is not filled";
    with.time.advance(1h);
    EXPECT_TRUE(mailed().has_value());
}

TEST_F(people_test, another_sites_page_is_refused)
{
    const std::string jane = signed_in(with, "jane@example.org", membership_role::owner, own);
    const std::string cookie = "__Host-offlist=" + jane;
    const std::string body = R"({"subject":"192.0.2.1"})";
    using headers = std::vector<std::pair<std::string, std::string>>;
    for (const headers& bad :
         {headers{}, headers{{"sec-fetch-site", "cross-site"}}, headers{{"sec-fetch-site", "same-site"}},
          headers{{"sec-fetch-site", "none"}}, headers{{"origin", "https://evil.example"}}, headers{{"origin", "null"}},
          headers{{"origin", "https://offlist.example.evil.example"}},
          headers{{"sec-fetch-site", "cross-site"}, {"origin", "https://offlist.example"}}}) {
        headers sent = bad;
        sent.emplace_back("cookie", cookie);
        EXPECT_EQ(with.ask({"POST", "/v1/subjects", "", body, sent}).problem(), "cross-site");
        headers without_cookie = bad;
        EXPECT_EQ(with.ask({"POST", "/v1/login", "", R"({"code":"22222222"})", without_cookie}).problem(), "cross-site")
            << "nor does it sign anybody in";
        EXPECT_EQ(with.ask({"POST", "/v1/login/links", "", R"({"email":"a@example.org"})", without_cookie}).problem(),
                  "cross-site");
    }
    EXPECT_EQ(with.ask({"POST", "/v1/subjects", "", body, {{"origin", "https://offlist.example"}, {"cookie", cookie}}})
                  .status,
              201U)
        << "an old browser";
    EXPECT_EQ(
        with.ask({"GET", "/v1/subjects", "", "", {{"sec-fetch-site", "cross-site"}, {"cookie", cookie}}}).problem(),
        "cross-site");
    EXPECT_EQ(with.ask({"GET",
                        "/v1/subjects",
                        "",
                        "",
                        {{"sec-fetch-site", "cross-site"}, {"sec-fetch-mode", "navigate"}, {"cookie", cookie}}})
                  .status,
              200U)
        << "somebody followed a link";
    // what is no form of a page may not be one either
    EXPECT_EQ(with.ask({"POST",
                        "/v1/subjects",
                        "",
                        body,
                        {{"sec-fetch-site", "same-origin"}, {"cookie", cookie}, {"content-type", "text/plain"}}})
                  .status,
              415U);
    // two cookies of the name, as a neighbouring host may plant one
    EXPECT_EQ(with.ask({"GET", "/v1/subjects", "", "", {{"cookie", cookie + "; __Host-offlist=" + make_secret().text}}})
                  .status,
              401U);
}

TEST_F(people_test, a_token_beside_a_cookie_is_what_counts)
{
    const std::string jane = signed_in(with, "jane@example.org", membership_role::owner, own);
    const answered a = with.ask({"GET", "/v1/me", staff, "", {{"cookie", "__Host-offlist=" + jane}}});
    EXPECT_EQ(a.json().at("role"), "staff");
    EXPECT_EQ(with.ask({"GET", "/v1/me", "olt_x", "", {{"cookie", "__Host-offlist=" + jane}}}).status, 401U);
}

TEST_F(people_test, nobody_signs_in_where_no_cookie_would_be_kept)
{
    api::api_options plain = service::generous();
    for (const char* url : {"", "http://offlist.example"}) {
        plain.public_url = url;
        service one(plain);
        EXPECT_EQ(one.ask({"POST", "/v1/login", "", R"({"code":"22222222"})", from_page({})}).problem(), "insecure");
    }
    plain.public_url = "http://localhost:8080";
    service local(plain);
    EXPECT_EQ(local.ask({"POST", "/v1/login", "", R"({"code":"22222222"})", from_page({})}).problem(), "link-unknown");
}

TEST_F(people_test, sign_ins_end_by_themselves)
{
    const std::string jane = signed_in(with, "jane@example.org", membership_role::owner, own);
    const std::string root = signed_in(with, "root@example.org", membership_role::admin);
    with.time.advance(2h);
    const answered late = by(root, "GET", "/v1/me");
    EXPECT_EQ(late.status, 401U) << "the host's people after two idle hours";
    EXPECT_THAT(late.headers.at("Set-Cookie"), HasSubstr("Max-Age=0"));
    for (int day = 0; day < 29; ++day) {
        with.time.advance(24h);
        ASSERT_EQ(by(jane, "GET", "/v1/me").status, 200U) << day;
    }
    with.time.advance(24h);
    EXPECT_EQ(by(jane, "GET", "/v1/me").status, 401U) << "after thirty days in any case";
    const std::string again = signed_in(with, "jane@example.org", membership_role::owner, own);
    with.time.advance(std::chrono::days(14));
    EXPECT_EQ(by(again, "GET", "/v1/me").status, 401U);
}

TEST_F(people_test, sign_ins_are_seen_and_ended)
{
    const std::string desk = signed_in(with, "jane@example.org", membership_role::owner, own);
    const std::string phone = signed_in(with, "jane@example.org", membership_role::owner, own);
    const std::string stranger = signed_in(with, "joe@example.org", membership_role::owner, other);
    const nlohmann::json all = by(desk, "GET", "/v1/me/sign-ins").json().at("items");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all.at(0).at("current"), false);
    EXPECT_EQ(all.at(1).at("current"), true);
    const std::string of_phone = all.at(0).at("id");
    EXPECT_EQ(by(stranger, "DELETE", "/v1/me/sign-ins/" + of_phone).status, 404U);
    EXPECT_EQ(by(phone, "GET", "/v1/me").status, 200U);
    EXPECT_EQ(by(desk, "DELETE", "/v1/me/sign-ins/" + of_phone).status, 204U);
    EXPECT_EQ(by(phone, "GET", "/v1/me").status, 401U);
    EXPECT_EQ(by(desk, "POST", "/v1/logout").status, 204U);
    EXPECT_EQ(by(desk, "GET", "/v1/me").status, 401U);
    EXPECT_EQ(with.post("/v1/logout", staff, nlohmann::json::object()).problem(), "not-signed-in");

    std::vector<std::string> many;
    for (int i = 0; i <= store::most_sign_ins; ++i)
        many.push_back(signed_in(with, "jane@example.org", membership_role::owner, own));
    EXPECT_EQ(by(many.front(), "GET", "/v1/me").status, 401U) << "the oldest of too many";
    EXPECT_EQ(by(many[1], "GET", "/v1/me").status, 200U);
}

TEST_F(people_test, what_a_role_takes_away_is_gone_at_once)
{
    const std::string owner = signed_in(with, "jane@example.org", membership_role::owner, own);
    const std::string member = signed_in(with, "joe@example.org", membership_role::member, own);
    const std::string id = by(member, "GET", "/v1/me").json().at("person").at("id");
    EXPECT_EQ(by(member, "PATCH", "/v1/people/" + id, {{"role", "owner"}}).problem(), "owners-only");
    EXPECT_EQ(by(owner, "PATCH", "/v1/people/" + id, {{"role", "admin"}}).status, 422U);
    EXPECT_EQ(by(owner, "PATCH", "/v1/people/" + id, {{"role", "viewer"}, {"account", acc(other)}}).status, 404U);
    EXPECT_EQ(by(owner, "PATCH", "/v1/people/" + id, {{"role", "viewer"}}).status, 200U);
    EXPECT_EQ(by(member, "GET", "/v1/me").status, 401U);
    const std::string viewer = signed_in(with, "joe@example.org", membership_role::viewer, own);
    EXPECT_EQ(by(viewer, "GET", "/v1/listings").status, 200U);
    EXPECT_EQ(by(viewer, "POST", "/v1/subjects", {{"subject", "192.0.2.1"}}).problem(), "read-only");
    EXPECT_EQ(by(owner, "DELETE", "/v1/people/" + id).status, 204U);
    EXPECT_EQ(by(viewer, "GET", "/v1/me").status, 401U);
    EXPECT_EQ(by(owner, "DELETE", "/v1/people/" + id).status, 404U);
}

TEST_F(people_test, an_account_keeps_an_owner)
{
    const std::string owner = signed_in(with, "jane@example.org", membership_role::owner, own);
    const std::string id = by(owner, "GET", "/v1/me").json().at("person").at("id");
    EXPECT_EQ(by(owner, "PATCH", "/v1/people/" + id, {{"role", "viewer"}}).problem(), "last-owner");
    EXPECT_EQ(by(owner, "DELETE", "/v1/people/" + id).problem(), "last-owner");
    EXPECT_EQ(by(owner, "POST", "/v1/people", {{"email", "jane@example.org"}, {"role", "viewer"}}).problem(),
              "last-owner");
    EXPECT_EQ(by(owner, "GET", "/v1/me").json().at("role"), "owner") << "nothing has changed";
    (void)signed_in(with, "joe@example.org", membership_role::owner, own);
    EXPECT_EQ(by(owner, "PATCH", "/v1/people/" + id, {{"role", "viewer"}}).status, 200U);
    // the host may leave an account without: it can let somebody in again
    const std::string joe = with.get("/v1/people?account=" + acc(own), staff).json().at("items").at(1).at("id");
    EXPECT_EQ(with.ask({"DELETE", "/v1/people/" + joe, staff, nlohmann::json({{"account", acc(own)}}).dump()}).status,
              204U);
}

TEST_F(people_test, an_account_that_ends_takes_its_people_along)
{
    const std::string jane = signed_in(with, "jane@example.org", membership_role::owner, own);
    EXPECT_EQ(with.ask({"DELETE", "/v1/accounts/" + acc(own), staff, R"({"reason":"left"})"}).status, 200U);
    with.time.advance(5s);  // what another process would have to wait for
    EXPECT_EQ(by(jane, "GET", "/v1/me").status, 401U);
    (void)ask_link("jane@example.org");
    const answered gone =
        with.post("/v1/accounts/" + acc(own) + "/destroy", admin, {{"reason", "asked for it"}, {"confirm", "Own"}});
    ASSERT_EQ(gone.status, 200U) << gone.text;
    EXPECT_EQ(with.get("/v1/people", admin).json().at("items").size(), 0U);
    EXPECT_FALSE(mailed().has_value());
}

TEST_F(people_test, somebody_of_two_accounts_acts_for_one_of_them)
{
    (void)signed_in(with, "jane@example.org", membership_role::owner, own);
    const std::string jane = signed_in(with, "jane@example.org", membership_role::viewer, other);
    EXPECT_EQ(by(jane, "GET", "/v1/me").json().at("account"), acc(other));
    EXPECT_EQ(by(jane, "PATCH", "/v1/me", {{"account", nullptr}}).status, 404U) << "she is not of the host";
    EXPECT_EQ(by(jane, "PATCH", "/v1/me", {{"account", "acc_999"}}).status, 404U);
    EXPECT_EQ(by(jane, "PATCH", "/v1/me", {{"account", "acc"}}).status, 422U);
    const answered now = by(jane, "PATCH", "/v1/me", {{"account", acc(own)}});
    EXPECT_EQ(now.json().at("role"), "owner") << now.text;
    EXPECT_EQ(by(jane, "POST", "/v1/subjects", {{"subject", "192.0.2.1"}}).json().at("account"), acc(own));
}

TEST_F(people_test, a_panel_lets_its_customer_in)
{
    const answered made = with.post("/v1/login-links", staff, {{"account", acc(own)}, {"return", "/listings"}});
    ASSERT_EQ(made.status, 201U) << made.text;
    EXPECT_EQ(made.json().at("person").at("email"), "postmaster@example.org") << "the account's own";
    const std::string url = made.json().at("url");
    const answered in = log_in({{"link", url.substr(url.find('#') + 1)}});
    EXPECT_EQ(in.json().at("role"), "owner") << in.text;
    EXPECT_EQ(in.json().at("return"), "/listings");
    const std::string late = with.post("/v1/login-links", staff, {{"account", acc(own)}}).json().at("url");
    with.time.advance(60s);
    EXPECT_EQ(log_in({{"link", late.substr(late.find('#') + 1)}}).problem(), "link-expired");

    (void)signed_in(with, "root@example.org", membership_role::admin);
    EXPECT_EQ(with.post("/v1/login-links", admin, {{"account", acc(own)}, {"email", "root@example.org"}}).status, 422U)
        << "never for the host's people";
    EXPECT_EQ(with.post("/v1/login-links", staff, {{"account", "acc_999"}}).status, 404U);
    for (const char* away : {"//evil.example", "https://evil.example", "/\\evil.example", "listings"})
        EXPECT_EQ(with.post("/v1/login-links", staff, {{"account", acc(own)}, {"return", away}}).status, 422U) << away;
}

TEST_F(people_test, a_key_of_a_request_is_the_persons)
{
    const std::string desk = signed_in(with, "jane@example.org", membership_role::owner, own);
    const std::string phone = signed_in(with, "jane@example.org", membership_role::owner, own);
    const std::string joe = signed_in(with, "joe@example.org", membership_role::owner, own);
    const auto add = [&](const std::string& who) {
        auto headers = from_page(who);
        headers.emplace_back("idempotency-key", "form-1");
        return with.ask({"POST", "/v1/tokens", "", R"({"name":"panel"})", headers});
    };
    const answered first = add(desk);
    ASSERT_EQ(first.status, 201U) << first.text;
    EXPECT_EQ(add(phone).json().at("id"), first.json().at("id"));
    EXPECT_NE(add(joe).json().at("id"), first.json().at("id"));
}

TEST_F(people_test, what_was_done_is_on_record)
{
    const std::string root = signed_in(with, "root@example.org", membership_role::admin);
    const std::string jane = signed_in(with, "jane@example.org", membership_role::owner, own);
    EXPECT_EQ(by(jane, "POST", "/v1/people", {{"email", "joe@example.org"}, {"role", "member"}}).status, 201U);
    std::set<std::string> seen;
    const nlohmann::json audit = with.get("/v1/audit", staff).json().at("items");
    for (const auto& row : audit) {
        seen.insert(row.at("action").get<std::string>() + " by " + row.at("actor").get<std::string>());
        EXPECT_THAT(row.dump(), testing::Not(HasSubstr("jane@example.org"))) << "the log outlives a customer's data";
    }
    const std::string id = by(jane, "GET", "/v1/me").json().at("person").at("id");
    EXPECT_TRUE(seen.contains("person.sign_in by root@example.org"));
    EXPECT_TRUE(seen.contains("person.invite by " + id));
    EXPECT_EQ(by(root, "GET", "/v1/audit").status, 200U);
}

TEST_F(people_test, what_is_gone_stays_on_its_accounts_record)
{
    const std::string jane = signed_in(with, "jane@example.org", membership_role::owner, own);
    (void)signed_in(with, "joe@example.org", membership_role::member, own);
    (void)signed_in(with, "mia@example.org", membership_role::member, other);
    const std::string joe = with.get("/v1/people?account=" + acc(own), staff).json().at("items").at(1).at("id");
    EXPECT_EQ(by(jane, "DELETE", "/v1/people/" + joe).status, 204U);
    const answered made =
        with.post("/v1/webhooks", admin,
                  {{"url", "https://hooks.example/a"}, {"events", {"listing.opened"}}, {"account", acc(own)}});
    ASSERT_EQ(made.status, 201U) << made.text;
    const std::string webhook = made.json().at("id");
    EXPECT_EQ(with.ask({"DELETE", "/v1/webhooks/" + webhook, admin}).status, 204U);
    const auto told = [&](std::int64_t account) {
        std::vector<std::string> lines;
        const nlohmann::json log = with.get("/v1/audit?account=" + acc(account), staff).json().at("items");
        for (const auto& row : log)
            lines.push_back(row.at("action").get<std::string>() + ' ' + row.at("object").get<std::string>());
        return lines;
    };
    EXPECT_THAT(told(own), testing::IsSupersetOf(
                               {"person.remove " + joe, "webhook.create " + webhook, "webhook.delete " + webhook}));
    EXPECT_THAT(told(other),
                testing::Not(testing::Contains(testing::AnyOf(HasSubstr("remove"), HasSubstr("webhook")))));
}

TEST_F(people_test, an_invitation_that_cannot_be_mailed_is_handed_on_by_staff_alone)
{
    with.program.mails = false;
    const nlohmann::json wanted = {{"email", "joe@example.org"}, {"role", "member"}, {"account", acc(own)}};
    const nlohmann::json to_staff = with.post("/v1/people", staff, wanted).json();
    EXPECT_EQ(to_staff.at("mailed"), false);
    EXPECT_THAT(to_staff.at("link").get<std::string>(), HasSubstr("/enter#"));
    const std::string token = with.token(role::customer, own);
    EXPECT_TRUE(
        with.post("/v1/people", token, {{"email", "joe@example.org"}, {"role", "member"}}).json().at("link").is_null())
        << "an owner is no more than an equal of whoever may have this address";
    EXPECT_EQ(with.post("/v1/people", staff, {{"email", "joe@example.org"}, {"role", "admin"}}).status, 422U);
    EXPECT_EQ(
        with.post("/v1/people", token, {{"email", "joe@example.org"}, {"role", "member"}, {"account", acc(other)}})
            .status,
        404U);
    EXPECT_EQ(with.post("/v1/people", token, {{"email", "joe@"}, {"role", "boss"}}).json().at("errors").size(), 2U);
}

TEST_F(people_test, guesses_are_slowed_down_and_links_are_not)
{
    api::api_options strict = service::generous();
    strict.failures.requests = 3;
    strict.login_links.requests = 2;
    service one(strict);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(one.ask({"POST", "/v1/login", "", nlohmann::json{{"link", make_secret().text}}.dump(), from_page({})})
                      .status,
                  401U);
    EXPECT_EQ(
        one.ask({"POST", "/v1/login", "", nlohmann::json{{"link", make_secret().text}}.dump(), from_page({})}).status,
        429U);
    const std::int64_t account = one.account("A");
    EXPECT_FALSE(signed_in(one, "jane@example.org", membership_role::owner, account).empty())
        << "a link that opens never waits for what others of the address have guessed";
    for (const unsigned status : {202U, 202U, 429U})
        EXPECT_EQ(one.ask({"POST", "/v1/login/links", "", R"({"email":"a@example.org"})", from_page({})}).status,
                  status);
}

struct sign_in_rows_test : people_test {
    [[nodiscard]] static std::string path_of(const api::endpoint& row)
    {
        std::string path = row.pattern;
        if (const auto at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, "none_1");
        return path;
    }
};

TEST_F(sign_in_rows_test, every_route_by_every_role)
{
    const std::vector<membership_role> roles{membership_role::owner, membership_role::member, membership_role::viewer,
                                             membership_role::staff, membership_role::admin};
    std::vector<std::string> cookies;
    for (const membership_role as : roles)
        cookies.push_back(signed_in(with, std::string(to_string(as)) + "@example.org", as, is_of_host(as) ? 0 : own));
    for (const api::endpoint& row : api::endpoints(with.ports())) {
        if (row.who.anyone || row.pattern == "/v1/logout") continue;
        for (std::size_t i = 0; i < roles.size(); ++i) {
            const answered a = by(cookies[i], row.method, path_of(row));
            const std::string what =
                row.method + ' ' + row.pattern + " by " + std::string(to_string(roles[i])) + a.text;
            const bool reads = row.reads() || row.of_herself;
            if (!row.who.holds(role_of(roles[i]))) {
                EXPECT_EQ(a.status, is_of_host(roles[i]) ? 403U : 404U) << what;
            } else if (roles[i] == membership_role::viewer && !reads) {
                EXPECT_EQ(a.problem(), "read-only") << what;
            } else if (roles[i] == membership_role::member && row.owners_only) {
                EXPECT_EQ(a.problem(), "owners-only") << what;
            } else {
                const bool asks_for_parameters = a.status == 400U && a.problem() == "invalid-query";
                EXPECT_TRUE(asks_for_parameters || a.status == 200U || a.status == 201U || a.status == 404U ||
                            a.status == 422U)
                    << what;
            }
        }
    }
}

}  // namespace
}  // namespace offlist::test
