#include "api/shop.hpp"

#include <store/monitoring/listing_reader.hpp>

namespace offlist::test {

shop::shop()
{
    use({list("alpha"), list("beta")});
    health("alpha", list_state::healthy);
    health("beta", list_state::healthy);
}

blocklist shop::list(const std::string& id)
{
    blocklist made;
    made.id = id;
    made.name = "List " + id;
    made.operator_name = "Example operator";
    made.zone = id + ".example";
    made.use_key("");
    made.subjects = {true, true, true};
    made.removal.method = removal_method::web_form;
    made.removal.url = "https://" + id + ".example/remove?ip={subject}";
    return made;
}

void shop::use(std::vector<blocklist> lists)
{
    std::vector<retired_list> retired{{.id = "sorbs", .zones = {}, .since = "2024", .history = "closed in 2024"}};
    with.program.known = std::make_shared<const catalog>(std::move(lists), std::move(retired));
}

void shop::health(const std::string& id, list_state now, const std::string& why)
{
    slice_record r;
    r.at = with.time.now_seconds();
    for (int kind = 0; kind < subject_kinds; ++kind)
        r.health.push_back({id, static_cast<subject_kind>(kind), now, why, r.at});
    const auto done = with.db->write_now(
        [&](soci::session& s) -> parsed<slice_result> { return store::sql_monitor_store::record(s, r); });
    ASSERT_TRUE(done);
    with.time.advance(std::chrono::seconds(1));
}

void shop::step(const std::string& subject, const std::string& blocklist, listing_state to)
{
    slice_record r;
    r.at = with.time.now_seconds();
    listing_step s;
    s.about = parse_subject(subject, special_addresses::allow).value();
    s.blocklist = blocklist;
    s.scope = with.program.known->find(blocklist)->scope;
    s.what = change::suspected;
    s.from = listing_state::clean;
    s.to.state = listing_state::suspected;
    s.because.what = verdict::listed;
    s.because.codes = {"127.0.0.2"};
    s.because.texts = {"Sent to a trap"};
    s.because.asked_at = r.at;
    r.steps.push_back(s);
    if (to == listing_state::listed) {
        const auto first = with.db->write_now(
            [&](soci::session& in) -> parsed<slice_result> { return store::sql_monitor_store::record(in, r); });
        ASSERT_TRUE(first && first->steps.at(0).listing != 0) << subject << " is monitored by nobody";
        r.steps[0].listing = first->steps[0].listing;
        r.steps[0].what = change::opened;
        r.steps[0].from = listing_state::suspected;
        r.steps[0].to.state = listing_state::listed;
    }
    const auto done = with.db->write_now(
        [&](soci::session& in) -> parsed<slice_result> { return store::sql_monitor_store::record(in, r); });
    ASSERT_TRUE(done && done->steps.at(0).listing != 0) << subject;
}

void shop::listed(std::int64_t account, const std::string& subject, const std::string& blocklist)
{
    (void)with.post("/v1/subjects", staff, {{"subject", subject}, {"account", public_id("acc", account)}});
    step(subject, blocklist, listing_state::listed);
}

void shop::suspected(std::int64_t account, const std::string& subject, const std::string& blocklist)
{
    (void)with.post("/v1/subjects", staff, {{"subject", subject}, {"account", public_id("acc", account)}});
    step(subject, blocklist, listing_state::suspected);
}

void shop::gone(const std::string& subject, const std::string& blocklist)
{
    slice_record r;
    r.at = with.time.now_seconds();
    listing_step s;
    s.about = parse_subject(subject, special_addresses::allow).value();
    s.blocklist = blocklist;
    s.what = change::closed;
    s.from = listing_state::listed;
    s.to.state = listing_state::clean;
    s.because.what = verdict::clean;
    s.because.asked_at = r.at;
    const auto done = with.db->write_now([&](soci::session& in) -> parsed<slice_result> {
        s.listing = store::listing_reader::find_live(in, std::nullopt, s.about, blocklist)->id;
        r.steps = {s};
        return store::sql_monitor_store::record(in, r);
    });
    ASSERT_TRUE(done && done->steps.at(0).listing != 0) << subject;
    with.time.advance(std::chrono::seconds(1));
}

void shop::credit(std::int64_t account, std::int64_t cents)
{
    const answered a = with.post("/v1/accounts/" + public_id("acc", account) + "/transfers", staff,
                                 {{"amount", cents}, {"reason", "top-up for a test"}});
    ASSERT_EQ(a.status, 201U) << a.text;
}

answered shop::order(const std::string& subject, const std::string& blocklist)
{
    return with.post("/v1/delistings", customer,
                     {{"subject", subject}, {"blocklist", blocklist}, {"expected_fee", 3500}});
}

std::string shop::task()
{
    return with.get("/v1/tasks", staff).json().at("items").at(0).at("id");
}

answered shop::claim(const std::string& id, const std::string& token)
{
    return with.post("/v1/tasks/" + id + "/claim", token, nlohmann::json::object());
}

answered shop::complete(const std::string& id, const std::string& token, const char* outcome, const char* note)
{
    return with.post("/v1/tasks/" + id + "/complete", token, {{"outcome", outcome}, {"note", note}});
}

nlohmann::json shop::quote(const std::string& subject, const std::string& blocklist)
{
    const answered a = with.get("/v1/quotes?subject=" + subject + "&blocklist=" + blocklist, customer);
    EXPECT_EQ(a.status, 200U) << a.text;
    return a.json();
}

nlohmann::json shop::funds(std::int64_t account)
{
    return with.get("/v1/accounts/" + public_id("acc", account) + "/funds", staff).json();
}

nlohmann::json shop::funds_with(const nlohmann::json& balance, const nlohmann::json& held)
{
    return {{"balance", balance},
            {"held", held},
            {"frozen", {{"amount", 0}, {"currency", "USD"}}},
            {"available", balance},
            {"other_currencies", nlohmann::json::array()}};
}

void shop::expect_balanced()
{
    const auto report = store::ledger_table(*with.db).verify();
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->balanced()) << testing::PrintToString(report->wrong);
}

}  // namespace offlist::test
