// Listings with their history, sweeps and mass changes over REST, as the monitor has stored them.
#include <gmock/gmock.h>
#include <store/monitoring/sql_monitor_store.hpp>

#include "api/service.hpp"
#include "support/await.hpp"

namespace offlist::test {

using std::chrono::hours;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

/// Two customers, one address each; the first one's is written into the monitor's store as the tests like.
struct listings_test : testing::Test {
    service with;
    std::int64_t own = with.account("Own");
    std::int64_t other = with.account("Other");
    std::string staff = with.token(role::staff);
    std::string customer = with.token(role::customer, own);
    std::string stranger = with.token(role::customer, other);
    store::sql_monitor_store store{*with.db};

    listings_test()
    {
        (void)with.subject(customer, "198.41.0.4");
        (void)with.subject(stranger, "198.41.0.5");
    }

    slice_result record(slice_record r)
    {
        r.at = with.time.now_seconds();
        return await(with.on, store.record(std::move(r))).value();
    }
    /// One step of the listing of `subject` on alpha; its id.
    std::int64_t step(change what, listing_state from, listing_state to, std::int64_t id,
                      const std::string& subject = "198.41.0.4", const std::string& list = "alpha")
    {
        with.time.advance(seconds(60));
        listing_step s;
        s.listing = id;
        s.about = parse_subject(subject).value();
        s.blocklist = list;
        s.what = what;
        s.from = from;
        s.to.state = to;
        s.to.counted_at = s.to.verified_at = with.time.now_seconds();
        s.because.what = to == listing_state::clean ? verdict::clean : verdict::listed;
        if (to != listing_state::clean) {
            s.because.codes = {"127.0.0.4"};
            s.because.meanings = {"=spam trap"};
            s.because.texts = {"see https://alpha.example/"};
        }
        s.because.asked_at = with.time.now_seconds();
        slice_record r;
        r.steps = {std::move(s)};
        return record(std::move(r)).steps.at(0).listing;
    }
    std::int64_t opened(const std::string& subject = "198.41.0.4", const std::string& list = "alpha")
    {
        const auto id = step(change::suspected, listing_state::clean, listing_state::suspected, 0, subject, list);
        return step(change::opened, listing_state::suspected, listing_state::listed, id, subject, list);
    }
    void close(std::int64_t id)
    {
        step(change::clearing, listing_state::listed, listing_state::clearing, id);
        step(change::closed, listing_state::clearing, listing_state::clean, id);
    }
    std::vector<std::string> ids(const std::string& query, const std::string& token)
    {
        std::vector<std::string> found;
        const nlohmann::json page = with.get("/v1/listings" + query, token).json();
        for (const auto& l : page.at("items")) found.push_back(l.at("id"));
        return found;
    }
};

}  // namespace

TEST_F(listings_test, a_listing_is_shown_with_its_evidence_and_its_history)
{
    const auto id = "lst_" + std::to_string(opened());
    const nlohmann::json l = with.get("/v1/listings/" + id, customer).json();
    EXPECT_EQ(l.at("subject"), "198.41.0.4");
    EXPECT_EQ(l.at("blocklist"), "alpha");
    EXPECT_EQ(l.at("state"), "open");
    EXPECT_EQ(l.at("closed_at"), nullptr);
    EXPECT_EQ(l.at("closed_reason"), nullptr);
    EXPECT_EQ(l.at("evidence").at("codes"), nlohmann::json({"127.0.0.4"}));
    ASSERT_EQ(l.at("history").size(), 2U);
    EXPECT_EQ(l.at("history").at(1).at("change"), "opened");
    EXPECT_EQ(l.at("history").at(1).at("evidence").at("text"), nlohmann::json({"see https://alpha.example/"}));
}

TEST_F(listings_test, a_filter_that_names_nothing_is_an_error_and_no_empty_list)
{
    (void)opened();
    const answered typo = with.get("/v1/listings?blocklist=alpah", staff);
    EXPECT_EQ(typo.status, 400U);
    EXPECT_THAT(typo.text, HasSubstr("alpha")) << "the nearest";
    EXPECT_EQ(with.get("/v1/delistings?blocklist=alpah", customer).status, 400U);
    EXPECT_EQ(with.get("/v1/listings?blocklist=sorbs", staff).status, 200U) << "retired, but known";
    for (const char* const list : {"listings", "delistings", "subjects", "payments", "webhooks"}) {
        EXPECT_EQ(with.get(std::string("/v1/") + list + "?account=acc_999", staff).status, 404U) << list;
        EXPECT_EQ(with.get(std::string("/v1/") + list + "?account=acc_" + std::to_string(own), staff).status, 200U)
            << list;
    }
}

TEST_F(listings_test, of_others_is_as_if_it_did_not_exist)
{
    const auto id = "lst_" + std::to_string(opened());
    EXPECT_EQ(with.get("/v1/listings/" + id, stranger).status, 404U);
    EXPECT_THAT(ids("", stranger), IsEmpty());
    EXPECT_EQ(with.get("/v1/listings?account=acc_" + std::to_string(own), stranger).status, 404U);
    EXPECT_THAT(ids("?account=acc_" + std::to_string(own), staff), ElementsAre(id));
}

TEST_F(listings_test, filters_by_subject_range_blocklist_and_state)
{
    const auto first = opened();
    const auto second = opened("198.41.0.4", "beta");
    const auto third = opened("198.41.0.5");
    close(first);
    const auto name = [](std::int64_t id) { return "lst_" + std::to_string(id); };
    EXPECT_THAT(ids("", staff), ElementsAre(name(third), name(second), name(first))) << "newest first";
    EXPECT_THAT(ids("?subject=198.41.0.4", staff), ElementsAre(name(second), name(first)));
    EXPECT_THAT(ids("?subject=198.41.0.0/24&state=open", staff), ElementsAre(name(third), name(second)));
    EXPECT_THAT(ids("?blocklist=beta", staff), ElementsAre(name(second)));
    EXPECT_THAT(ids("?state=closed", customer), ElementsAre(name(first)));
    EXPECT_EQ(with.get("/v1/listings?state=suspected", customer).status, 400U) << "suspicions are for staff";
    EXPECT_EQ(with.get("/v1/listings?state=shut", staff).status, 400U);
    EXPECT_EQ(with.get("/v1/listings?from=2026-11-24T00:00:00Z&to=2026-11-23T00:00:00Z", staff).status, 400U);
    EXPECT_THAT(ids("?from=2027-01-01T00:00:00Z", staff), ElementsAre(name(third), name(second))) << "still open then";
    EXPECT_EQ(ids("?from=2026-11-24T00:00:00Z", staff).size(), 3U);
}

TEST_F(listings_test, a_suspicion_is_shown_to_staff_alone)
{
    const auto id = step(change::suspected, listing_state::clean, listing_state::suspected, 0);
    EXPECT_THAT(ids("?state=suspected", staff), ElementsAre("lst_" + std::to_string(id)));
    EXPECT_THAT(ids("", customer), IsEmpty());
    EXPECT_EQ(with.get("/v1/listings/lst_" + std::to_string(id), customer).status, 404U);
}

TEST_F(listings_test, pages_are_stable_while_new_listings_come)
{
    const auto first = opened();
    const auto second = opened("198.41.0.4", "beta");
    const nlohmann::json page = with.get("/v1/listings?limit=1", customer).json();
    ASSERT_EQ(page.at("items").at(0).at("id"), "lst_" + std::to_string(second));
    close(first);
    (void)opened();  // newer than the page's first
    const nlohmann::json next =
        with.get("/v1/listings?limit=1&cursor=" + page.at("next").get<std::string>(), customer).json();
    EXPECT_EQ(next.at("items").at(0).at("id"), "lst_" + std::to_string(first));
    EXPECT_EQ(next.at("next"), nullptr);
}

TEST_F(listings_test, as_csv_with_a_link_to_what_follows)
{
    (void)opened();
    (void)opened("198.41.0.4", "beta");
    const answered a = with.get("/v1/listings?format=csv&limit=1", customer);
    EXPECT_EQ(a.status, 200U);
    EXPECT_THAT(a.content_type, HasSubstr("text/csv"));
    EXPECT_EQ(std::count(a.text.begin(), a.text.end(), '\n'), 2) << a.text;
    EXPECT_THAT(a.text, HasSubstr("beta"));
    EXPECT_THAT(a.text, testing::Not(HasSubstr(",=spam"))) << "a spreadsheet would calculate it";
    ASSERT_TRUE(a.headers.contains("Link"));
    EXPECT_THAT(a.headers.at("Link"), HasSubstr("rel=\"next\""));
    const answered by_header = with.ask({"GET", "/v1/listings", customer, "", {{"accept", "text/csv"}}});
    EXPECT_THAT(by_header.content_type, HasSubstr("text/csv"));
}

TEST_F(listings_test, sweeps_are_for_staff)
{
    slice_record r;
    r.sweep.emplace();
    r.sweep->began = with.time.now_seconds();
    r.sweep->subjects = 2;
    r.sweep->counts.clean = 3;
    r.sweep->counts.unknown = 1;
    r.sweep->counts.by_reason[static_cast<std::size_t>(unknown_reason::timeout)] = 1;
    const auto id = "swp_" + std::to_string(record(std::move(r)).sweep);
    EXPECT_EQ(with.get("/v1/sweeps", staff).json().at("items").at(0).at("id"), id);
    const nlohmann::json s = with.get("/v1/sweeps/" + id, staff).json();
    EXPECT_EQ(s.at("state"), "running");
    EXPECT_EQ(s.at("unknown_by_reason"), nlohmann::json({{"timeout", 1}}));
    EXPECT_EQ(with.get("/v1/sweeps/" + id, customer).status, 404U);
}

TEST_F(listings_test, a_mass_change_is_decided_once)
{
    mass_change m;
    m.blocklist = "alpha";
    m.subjects = 40;
    m.accounts = 5;
    m.began = with.time.now_seconds();
    const auto id = await(with.on, store.keep_back(m)).value();
    const auto path = "/v1/mass-changes/mass_" + std::to_string(id);
    EXPECT_EQ(with.get("/v1/mass-changes?state=open", staff).json().at("items").size(), 1U);
    EXPECT_EQ(with.post(path + "/release", staff, {{"reason", ""}}).status, 422U) << "a decision needs its reason";
    const asked release{
        "POST", path + "/release", staff, R"({"reason":"the list is right"})", {{"idempotency-key", "k"}}};
    const answered done = with.ask(release);
    EXPECT_EQ(done.status, 200U);
    EXPECT_EQ(done.json().at("state"), "released");
    ASSERT_EQ(with.program.decided.size(), 1U);
    EXPECT_EQ(with.program.decided.at(0), std::pair(id, mass_decision::release));
    EXPECT_EQ(with.ask(release).text, done.text) << "the same request again is no second decision";
    EXPECT_EQ(with.program.decided.size(), 1U);
    EXPECT_EQ(with.post(path + "/release", staff, {{"reason", "the list is right"}}).problem(), "decided-before");
    EXPECT_EQ(with.post(path + "/dismiss", staff, {{"reason", "no"}}).status, 409U);
    EXPECT_EQ(with.post(path + "/dismiss", customer, {{"reason", "no"}}).status, 404U);

    m.blocklist = "beta";
    m.direction = mass_direction::closing;
    const auto second = await(with.on, store.keep_back(m)).value();
    const answered dismissed =
        with.post("/v1/mass-changes/mass_" + std::to_string(second) + "/dismiss", staff, {{"reason", "its fault"}});
    EXPECT_EQ(dismissed.json().at("state"), "dismissed");
    EXPECT_EQ(dismissed.json().at("direction"), "closing");
    EXPECT_EQ(done.json().at("direction"), "opening");
}

}  // namespace offlist::test
