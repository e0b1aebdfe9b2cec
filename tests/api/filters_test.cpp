// Filters of all lists: what cannot be meant is an error that names the parameter and what would be right, and never an
// empty list.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "api/shop.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct typo {
    std::string value;
    unsigned status = 400;
    std::string expected = {};  ///< a part of what would be right; empty: anything
};

/// Something wrong for each parameter that filters: one that is not here is a filter that nobody has thought about.
const std::map<std::string_view, std::vector<typo>, std::less<>>& typos()
{
    static const std::map<std::string_view, std::vector<typo>, std::less<>> all{
        {"account", {{"acc_999", 404, "acc_3"}, {"acc_", 400, "acc_12"}, {"none"}}},
        {"state", {{"opne"}, {"open,opne"}, {"open,"}}},
        {"kind", {{"submitt", 400, "submit"}}},
        {"direction", {{"closed", 400, "clos"}}},
        {"health", {{"unhealty", 400, "unhealthy"}}},
        {"role", {{"stafff", 400, "staff"}}},
        {"blocklist", {{"alpah", 400, "alpha"}, {"alpha,alpah"}, {"spamhaus-zn"}}},
        {"subject", {{"192.0.2.300"}, {"no_name"}}},
        {"listing", {{"lst_x"}, {"sub_1"}}},
        {"mass_change", {{"mass_x"}}},
        {"object", {{"del"}, {"del_x"}}},
        {"actor", {{"Nobdy"}}},
        {"action", {{"account.terminat", 400, "account.terminate"}}},
        {"claimed_by", {{"nobody"}}},
        {"from", {{"yesterday"}, {"2026-13-01T00:00:00Z"}}},
        {"to", {{"tomorrow"}}},
        {"since", {{"yesterday"}, {"2999-01-01T00:00:00Z"}}},
        {"matched", {{"no"}}},
        {"enabled", {{"yes"}}},
        {"format", {{"xml"}}},
        {"currency", {{"dollar"}}},
        {"month", {{"2026-13"}, {"november"}}},
        {"gateway", {{"strip", 400, "stripe"}}},
        {"after", {{"evt_x"}, {"lst_1"}}},
        {"total", {{"1"}}},
        {"sort", {{"newst", 400, "newest"}, {"created_at"}}},
        {"limit", {{"0"}, {"many"}}},
        {"cursor", {{"x"}}},
    };
    return all;
}

/// What takes any text, and what a gateway sends.
bool is_free(std::string_view name)
{
    return name == "q" || name == "label" || name == "payment" || name == "key";
}

class filters_test : public shop {
protected:
    filters_test()
    {
        listed(own, "192.0.2.7", "alpha");
        const std::string left = public_id("acc", with.account("Left"));
        EXPECT_EQ(with.ask({"DELETE", "/v1/accounts/" + left, staff, R"({"reason":"left"})"}).status, 200U);
    }
    [[nodiscard]] std::vector<api::endpoint> lists()
    {
        std::vector<api::endpoint> rows = api::endpoints(with.ports());
        std::erase_if(rows, [](const api::endpoint& row) { return row.method != "GET" || row.who.anyone; });
        return rows;
    }
    [[nodiscard]] std::string path_of(const api::endpoint& row) const
    {
        std::string path = row.pattern;
        const bool accounts = path.starts_with("/v1/accounts/");
        const bool blocklists = path.starts_with("/v1/blocklists/");
        if (const auto at = path.find("{id}"); at != std::string::npos)
            path.replace(at, 4, accounts ? public_id("acc", own) : blocklists ? "alpha" : "none_1");
        if (const auto at = path.find("{address}"); at != std::string::npos) path.replace(at, 9, "192.0.2.7");
        return path;
    }
    /// The start of a query with what the route does not do without.
    [[nodiscard]] static std::string needed(const api::endpoint& row, std::string_view but_for)
    {
        std::string query = "?";
        if (row.pattern != "/v1/quotes") return query;
        if (but_for != "subject") query += "subject=192.0.2.7&";
        if (but_for != "blocklist") query += "blocklist=alpha&";
        return query;
    }
    /// The problem with this parameter; null: there is none.
    [[nodiscard]] static nlohmann::json wrong(const answered& a, std::string_view name)
    {
        if (a.content_type != "application/problem+json") return nullptr;
        const nlohmann::json problem = a.json();
        for (const auto& error : problem.value("errors", nlohmann::json::array()))
            if (error.at("field") == name) return error;
        return nullptr;
    }
};

TEST_F(filters_test, a_typo_is_an_error_on_every_list_and_in_every_filter)
{
    std::size_t tried = 0;
    for (const api::endpoint& row : lists())
        for (const std::string_view name : row.query) {
            if (is_free(name)) continue;
            const auto known = typos().find(name);
            ASSERT_TRUE(known != typos().end()) << row.pattern << " has a filter of which no typo is known: " << name;
            for (const typo& bad : known->second) {
                const std::string path = path_of(row) + needed(row, name) + std::string(name) + '=' + bad.value;
                const answered a = with.get(path, admin);
                const nlohmann::json error = wrong(a, name);
                EXPECT_EQ(a.status, bad.status) << path << a.text;
                ASSERT_FALSE(error.is_null()) << path << a.text;
                EXPECT_THAT(error.value("expected", ""), Not(IsEmpty())) << path;
                EXPECT_THAT(error.value("expected", ""), HasSubstr(bad.expected)) << path;
                const answered empty = with.get(path_of(row) + needed(row, name) + std::string(name) + '=', admin);
                EXPECT_EQ(wrong(empty, name).at("what"), "is empty") << path;
                ++tried;
            }
        }
    EXPECT_GT(tried, 100U);
}

TEST_F(filters_test, whether_there_is_another_account_is_not_told)
{
    for (const api::endpoint& row : lists()) {
        if (!row.who.customer || std::find(row.query.begin(), row.query.end(), "account") == row.query.end()) continue;
        const std::string path = path_of(row) + needed(row, "account") + "account=";
        const answered theirs = with.get(path + public_id("acc", other), customer);
        const answered nobodys = with.get(path + "acc_999", customer);
        EXPECT_EQ(theirs.status, nobodys.status) << path;
        EXPECT_TRUE(theirs.status == 404 || theirs.status == 400) << path << theirs.text;
        std::string text = nobodys.text;
        for (auto at = text.find("acc_999"); at != std::string::npos; at = text.find("acc_999"))
            text.replace(at, 7, public_id("acc", other));
        EXPECT_EQ(theirs.text, text) << path;
    }
}

TEST_F(filters_test, several_values_stand_with_commas)
{
    listed(own, "192.0.2.8", "beta");
    listed(own, "192.0.2.9", "alpha");
    gone("192.0.2.9", "alpha");
    const auto count = [&](const std::string& path) {
        const answered a = with.get(path, customer);
        EXPECT_EQ(a.status, 200U) << a.text;
        return a.json().at("items").size();
    };
    EXPECT_EQ(count("/v1/listings?state=open"), 2U);
    EXPECT_EQ(count("/v1/listings?state=open,closed"), 3U);
    EXPECT_EQ(count("/v1/listings?blocklist=alpha"), 2U);
    EXPECT_EQ(count("/v1/listings?blocklist=alpha,beta&state=open"), 2U);
    EXPECT_EQ(count("/v1/listings?state=open,open"), 2U) << "each once";
    const answered twice = with.get("/v1/listings?state=open&state=closed", customer);
    EXPECT_EQ(twice.status, 400U);
    EXPECT_THAT(twice.text, HasSubstr("several values with commas"));
    std::string many = "/v1/listings?blocklist=l0";
    for (int n = 1; n <= 20; ++n) many += ",l" + std::to_string(n);
    EXPECT_THAT(with.get(many, customer).text, HasSubstr("at most 20"));
}

TEST_F(filters_test, a_total_counts_what_the_filters_let_through)
{
    for (int n = 10; n < 15; ++n) listed(own, "192.0.2." + std::to_string(n), "beta");
    listed(other, "192.0.2.200", "beta");
    const auto total = [&](const std::string& path, const std::string& token) {
        const answered a = with.get(path, token);
        EXPECT_EQ(a.status, 200U) << path << a.text;
        EXPECT_EQ(a.json().value("total_exact", false), true) << path;
        return a.json().value("total", -1);
    };
    EXPECT_EQ(total("/v1/listings?total=true&limit=1", customer), 6);
    EXPECT_EQ(total("/v1/listings?total=true&limit=1&blocklist=beta", customer), 5);
    EXPECT_EQ(total("/v1/listings?total=true&limit=1", staff), 7);
    EXPECT_EQ(total("/v1/listings?total=true&limit=1&subject=192.0.2.8%2F29", staff), 5);
    EXPECT_EQ(total("/v1/subjects?total=true&limit=1", customer), 6);
    EXPECT_EQ(total("/v1/accounts?total=true&limit=1", staff), 3);
    EXPECT_EQ(total("/v1/accounts?total=true", customer), 1);
    EXPECT_FALSE(with.get("/v1/listings", customer).json().contains("total")) << "only where it is wanted";
    const answered first = with.get("/v1/listings?total=true&limit=2", customer);
    const std::string next = first.json().at("next");
    EXPECT_EQ(total("/v1/listings?total=true&limit=2&cursor=" + next, customer), 6) << "of all pages";
    for (const api::endpoint& row : lists()) {
        if (std::find(row.query.begin(), row.query.end(), "total") == row.query.end()) continue;
        const answered a = with.get(path_of(row) + "?total=true", admin);
        if (a.status == 404) continue;  // of a thing that there is none of
        EXPECT_GE(a.json().value("total", -1), static_cast<int>(a.json().at("items").size())) << row.pattern;
    }
}

// Page by page, for the places of pages are what turns over.
TEST_F(filters_test, a_list_that_is_turned_round_has_the_same_things)
{
    for (int n = 10; n < 15; ++n) listed(own, "192.0.2." + std::to_string(n), "beta");
    const auto walked = [&](const std::string& path) {
        std::vector<std::string> ids;
        std::string next;
        do {
            const answered a = with.get(path + "&limit=2" + (next.empty() ? "" : "&cursor=" + next), admin);
            EXPECT_EQ(a.status, 200U) << path << a.text;
            if (a.status != 200U) return ids;
            const nlohmann::json page = a.json();
            for (const auto& item : page.at("items")) ids.push_back(item.at("id"));
            next = page.at("next").is_string() ? page.at("next") : "";
        } while (!next.empty());
        return ids;
    };
    std::size_t turned = 0;
    for (const api::endpoint& row : lists()) {
        if (std::find(row.query.begin(), row.query.end(), "sort") == row.query.end()) continue;
        const auto newest = walked(path_of(row) + "?sort=newest");
        auto oldest = walked(path_of(row) + "?sort=oldest");
        if (newest.size() > 2) ++turned;
        std::ranges::reverse(oldest);
        EXPECT_EQ(oldest, newest) << row.pattern;
    }
    EXPECT_GE(turned, 4U) << "of lists that have more than a page";
    const std::string cursor = with.get("/v1/listings?sort=newest&limit=2", admin).json().at("next");
    for (const std::string order : {"", "&sort=oldest"})
        EXPECT_THAT(with.get("/v1/listings?cursor=" + cursor + order, admin).text, HasSubstr("none of this list"));
    const auto first_line = [&](const std::string& order) {
        const std::string csv = with.get("/v1/listings?format=csv&limit=1&sort=" + order, admin).text;
        return csv.substr(csv.find('\n') + 1);
    };
    EXPECT_NE(first_line("oldest"), first_line("newest"));
    EXPECT_EQ(with.get("/v1/listings?sort=oldest&to=2026-11-24T00:00:00Z", admin).json().at("items").size(), 0U);
}

}  // namespace
}  // namespace offlist::test
