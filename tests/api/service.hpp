// service.hpp: the REST interface over a real SQLite database in a directory of its own, with a fake program behind.
//
// Requests go through the router as the server hands them over. Every exchange is appended to the file that
// OFFLIST_RECORD names, for tests/api/agreement.py. For one thread.
#pragma once
#include <api/api.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <monitor/list_standing.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <services/news/news.hpp>
#include <store/engine/database.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/fake_resolver.hpp"

namespace offlist::test {

class set_clock final : public clock {
public:
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return at; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override
    {
        return std::chrono::steady_clock::time_point(at.time_since_epoch());
    }
    void advance(std::chrono::seconds by) { at += by; }

    std::chrono::system_clock::time_point at = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24);
};

class fake_program final : public api::application {
public:
    fake_program();
    [[nodiscard]] std::shared_ptr<const catalog> lists() override { return known; }
    [[nodiscard]] std::shared_ptr<const delisting_terms> terms() override { return selling; }
    [[nodiscard]] resolver& dns() override { return names; }
    [[nodiscard]] boost::asio::awaitable<parsed<std::vector<api::checked_list>>> check_now(
        subject about, std::chrono::milliseconds) override;
    void subjects_changed(std::vector<std::string> added) override { changed.push_back(std::move(added)); }
    void mass_change_decided(std::int64_t id, mass_decision what) override { decided.emplace_back(id, what); }
    [[nodiscard]] bool books_wrong() override { return unbalanced; }
    [[nodiscard]] boost::asio::awaitable<std::vector<api::readiness_check>> readiness() override;
    [[nodiscard]] std::vector<list_budget> budget(const std::array<std::uint64_t, subject_kinds>& more) override;
    [[nodiscard]] std::vector<list_standing> standing(const subject_range& of, std::chrono::sys_seconds since) override;
    void login_link_asked(std::string email, std::string asked_by, std::string return_to) override
    {
        asked_for.push_back({std::move(email), std::move(asked_by), std::move(return_to)});
    }
    [[nodiscard]] bool mail_invitation(std::string email, std::string link) override
    {
        if (mails) invited.emplace_back(std::move(email), std::move(link));
        return mails;
    }
    [[nodiscard]] std::string held() override { return holds; }
    void restore_confirmed() override { holds.clear(); }
    [[nodiscard]] std::string metrics_text() override { return "offlist_build_info 1\n"; }

    std::shared_ptr<const catalog> known;
    std::shared_ptr<const delisting_terms> selling;  ///< the price book of the tree, and the default rules
    fake_resolver names;
    std::vector<api::checked_list> checked;
    bool busy = false;
    bool ready = true;
    std::string holds;  ///< why nothing is sold
    bool unbalanced = false;
    std::vector<list_standing> standings;                    ///< what the lists have said, of whatever
    std::optional<std::chrono::sys_seconds> standing_since;  ///< as was asked for last
    std::vector<std::vector<std::string>> changed;
    std::vector<std::pair<std::int64_t, mass_decision>> decided;

    struct asked_link {
        std::string email;
        std::string asked_by;
        std::string return_to;
    };
    std::vector<asked_link> asked_for;
    bool mails = true;
    std::vector<std::pair<std::string, std::string>> invited;
};

struct asked {
    std::string method;
    std::string path;  ///< with the query, percent-encoded
    std::string token = {};
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string remote = "203.0.113.9";
};

struct answered {
    unsigned status = 0;
    std::string content_type;
    std::string text;
    std::map<std::string, std::string> headers;
    std::shared_ptr<http::body_stream> stream = {};  ///< of an answer that goes on

    [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(text); }
    /// The word of the problem: `not-found`; empty for none.
    [[nodiscard]] std::string problem() const;
};

class service {
public:
    explicit service(api::api_options options = generous());
    ~service();
    service(const service&) = delete;
    service& operator=(const service&) = delete;

    /// Rates that no test meets by accident; special-purpose addresses are subjects, as documentation's are special.
    [[nodiscard]] static api::api_options generous();

    /// Of a router over this service.
    [[nodiscard]] api::api_ports ports(api::api_options options = generous());

    answered ask(asked what);
    /// The same of another router over this service's database.
    answered ask_of(const http::router& other, const asked& what);
    answered get(const std::string& path, const std::string& token) { return ask({"GET", path, token}); }
    answered post(const std::string& path, const std::string& token, const nlohmann::json& body)
    {
        return ask({"POST", path, token, body.dump()});
    }
    /// All at once.
    std::vector<answered> ask_all(std::vector<asked> what);

    /// A token's text, made without REST.
    std::string token(role r, std::int64_t account = 0, bool read_only = false,
                      std::optional<std::chrono::sys_seconds> expires_at = {});
    std::int64_t account(const std::string& name);
    /// The id of a new subject.
    std::string subject(const std::string& token, const std::string& text);

    boost::asio::io_context on;
    set_clock time;
    fake_program program;
    std::filesystem::path directory;
    std::unique_ptr<store::database> db;
    std::shared_ptr<services::news> news;

private:
    [[nodiscard]] answered record(const asked& what, const http::response& given) const;
    std::unique_ptr<http::router> router_;
};

}  // namespace offlist::test
