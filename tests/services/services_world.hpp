// services_world.hpp: a store with a customer, lists of each way of removal, and a mailbox and a web server that obey.
//
// For one thread.
#pragma once
#include <blocklists/removal_details.hpp>
#include <boost/asio/io_context.hpp>
#include <core/clock.hpp>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <offlist/catalog.hpp>
#include <outbound/http_client.hpp>
#include <outbound/mail_sender.hpp>
#include <store/accounts/account_table.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/engine/database.hpp>
#include <store/engine/sql.hpp>
#include <string>
#include <vector>

#include "delisting/make_job.hpp"

namespace offlist {

class hand_clock final : public clock {
public:
    std::chrono::seconds passed{0};
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return day_one + passed; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override
    {
        return std::chrono::steady_clock::time_point{} + std::chrono::hours(1) + passed;
    }
};

class fake_mail final : public outbound::mail_sender {
public:
    std::deque<outbound::mail_outcome> outcomes;  // the last one again and again
    std::vector<outbound::mail_message> sent;
    std::function<void()> meanwhile;

    boost::asio::awaitable<outbound::mail_outcome> send(outbound::mail_message what,
                                                        std::chrono::steady_clock::time_point) override
    {
        sent.push_back(std::move(what));
        if (meanwhile) meanwhile();
        auto now = outcomes.front();
        if (outcomes.size() > 1) outcomes.pop_front();
        co_return now;
    }
};

class fake_web final : public outbound::http_sender {
public:
    outbound::http_result answer = outbound::http_answer{.status = 200, .body = "it has been removed"};
    std::vector<outbound::http_request> sent;

    boost::asio::awaitable<outbound::http_result> send(outbound::http_request what) override
    {
        sent.push_back(std::move(what));
        auto now = answer;
        co_return now;
    }
};

inline blocklist list_removed_by(const std::string& id, removal_method method, const std::string& url)
{
    blocklist list;
    list.id = id;
    list.name = "The list " + id;
    list.zone = id + ".test";
    list.removal.method = method;
    list.removal.url = url;
    return list;
}

inline catalog lists_of_all_ways()
{
    return {{list_removed_by("mail", removal_method::email, "delist@mail.test"),
             list_removed_by("form", removal_method::web_form, "https://form.test/"),
             list_removed_by("page", removal_method::web_form, "https://page.test/?ip={subject}"),
             list_removed_by("lapse", removal_method::auto_expire, "")},
            {}};
}

inline removal_catalog details_of_all_ways()
{
    return {{"form",
             {.form = removal_form{.url = "https://form.test/remove",
                                   .fields = {{"ip", "{subject}"}},
                                   .expect = "has been removed",
                                   .refused = "cannot be removed"},
              .message = {}}}};
}

/// The customer has `cents` of funds at the start.
class desk_store {
public:
    explicit desk_store(std::int64_t cents)
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "offlist-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        db = store::database::open({.url = url()}).value();
        customer = write([](soci::session& s) {
            return store::account_table::create(s, "Example", "post@example.org",
                                                {.who = {}, .reason = {}, .at = day_one})
                .id;
        });
        write([&](soci::session& s) {
            return store::receive_payment(
                s, {.gateway = "test", .external_id = "1", .account = customer, .amount = {cents, usd}, .at = day_one},
                {});
        });
    }
    ~desk_store()
    {
        db.reset();
        std::filesystem::remove_all(folder);
    }
    desk_store(const desk_store&) = delete;
    desk_store& operator=(const desk_store&) = delete;

    [[nodiscard]] std::string url() const { return "sqlite:" + (folder / "s.db").string(); }
    template <class Work>
    std::invoke_result_t<Work&, soci::session&> write(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        return db
            ->write_now([&](soci::session& s) -> parsed<result> {
                return {boost::system::in_place_value, work(s)};
            })
            .value();
    }
    std::int64_t order(const blocklist& on, const std::string& about = "192.0.2.7",
                       std::chrono::sys_seconds at = day_one)
    {
        return write([&](soci::session& s) {
                   return store::place_order(s,
                                             {.account = customer,
                                              .subject = about,
                                              .blocklist = on.id,
                                              .fee = delisting_fee,
                                              .method = on.removal.method,
                                              .url = on.removal.url,
                                              .deadline = std::chrono::days{10},
                                              .at = at},
                                             {});
               })
            .what.id;
    }
    job job_of(std::int64_t id)
    {
        return write([&](soci::session& s) { return store::find_job(s, id); }).value();
    }
    std::int64_t count(const std::string& what)
    {
        return write([&](soci::session& s) {
            return store::sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM " + what).value();
        });
    }
    std::vector<std::string> evidence_kinds(std::int64_t id)
    {
        return write([&](soci::session& s) {
            std::vector<std::string> kinds;
            store::sql::for_each<std::string>(s,
                                              "SELECT kind FROM delisting_evidence WHERE delisting = :id ORDER BY id",
                                              {id}, [&kinds](auto kind) { kinds.push_back(kind); });
            return kinds;
        });
    }

    std::filesystem::path folder;
    std::unique_ptr<store::database> db;
    std::int64_t customer = 0;
};

}  // namespace offlist
