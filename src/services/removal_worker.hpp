// removal_worker.hpp: makes the requests to operators that a program can make: by mail, by a form without a captcha.
// Everything else stays a task for staff.
//
// No use case but a worker of the daemon. Belongs to one executor. One request at a time: an operator is asked rarely,
// and a mail server that hangs holds up nothing but other mail. The order is the whole point of it:
//
//   1. claim the task and write down what is about to leave, in one transaction;
//   2. send it, unless the claim has grown old meanwhile;
//   3. write down what came back, with the fence of the claim.
//
// A crash behind 1 leaves a claim that runs out: the job is `uncertain`, and DNS or staff must say. Nothing is sent
// twice. Only what certainly never left is tried again, ever more patiently.
#pragma once
#include <blocklists/removal_details.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <delisting/policy.hpp>
#include <delisting/removal_plan.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <offlist/catalog.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <outbound/http_client.hpp>
#include <outbound/mail_sender.hpp>
#include <store/delistings/removal_tasks.hpp>
#include <store/engine/database.hpp>
#include <string>

namespace offlist::services {

struct removal_worker_options {
    std::string name = "offlist";         ///< who claims; another one for each process
    std::string mail_from;                ///< as in `Delisting <delisting@example.org>`
    std::string reply_to;                 ///< empty: mail_from
    std::chrono::seconds lease{600};      ///< of a claim; half of it is what a request may take
    std::chrono::seconds first_wait{60};  ///< before the second try; each further one waits twice as long
    int most_tries = 6;                   ///< then the task is left to staff
};

/// What the worker is told and tells; each is called on its executor.
struct removal_worker_ports {
    std::function<std::shared_ptr<const catalog>()> lists;
    std::function<std::shared_ptr<const removal_catalog>()> details;
    std::function<delisting_policy()> policy;
    std::function<void(const std::string&)> warn;  ///< what a person should know, for the log
};

class removal_worker {
public:
    /// `mail` and `web` may be null: then what needs them is left to staff. Everything must outlive the worker.
    removal_worker(store::database& db, outbound::mail_sender* mail, outbound::http_sender* web, const clock& time,
                   removal_worker_options options, removal_worker_ports ports);

    /// Does everything that is due now; how many requests were begun. Problem: the store cannot be read or written,
    /// and the next call goes on where this one ended.
    [[nodiscard]] boost::asio::awaitable<parsed<int>> work();
    /// Looks at all open tasks again at the next call: the configuration or the lists have changed. At any time, also
    /// while a call is under way.
    void look_again() { again_ = true; }
    /// Begins no more requests. One that is under way goes on to its end, and so does its record.
    void stop() { stopping_ = true; }

private:
    struct claim {
        std::int64_t task = 0;
        std::int64_t fence = 0;
        std::string reference;
        std::chrono::steady_clock::time_point not_after;
    };
    struct ended {
        claim of;
        store::removal_result result;
    };

    boost::asio::awaitable<parsed<int>> work_on(store::open_removal one);
    boost::asio::awaitable<parsed<std::optional<claim>>> begin(std::int64_t task, std::string intent);
    boost::asio::awaitable<parsed<void>> record_all();
    boost::asio::awaitable<store::removal_result> carry_out(removal_plan plan, outbound::mail_message mail, claim c,
                                                            int tries);
    [[nodiscard]] store::removal_result result_of(const outbound::mail_outcome& o, int tries) const;
    [[nodiscard]] store::removal_result result_of(const outbound::http_result& r, const form_plan& asked,
                                                  int tries) const;
    [[nodiscard]] removal_request request_for(const store::open_removal& one) const;
    [[nodiscard]] outbound::mail_message mail_for(const mail_plan& plan, const store::open_removal& one) const;
    [[nodiscard]] std::chrono::sys_seconds due(const store::open_removal& one) const;

    store::database& db_;
    outbound::mail_sender* mail_;
    outbound::http_sender* web_;
    const clock& time_;
    removal_worker_options options_;
    removal_worker_ports ports_;
    bool again_ = false;
    bool stopping_ = false;
    std::int64_t after_ = 0;                                         // tasks up to here have been looked at
    std::multimap<std::chrono::sys_seconds, std::int64_t> waiting_;  // tasks to be tried again, by when
    std::deque<ended> unrecorded_;                                   // what the store has not taken yet
};

}  // namespace offlist::services
