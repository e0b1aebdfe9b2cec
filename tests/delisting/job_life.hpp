// job_life.hpp: a job and what happens to it, one event after another.
//
// For one thread.
#pragma once
#include <gtest/gtest.h>

#include <delisting/transition.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "delisting/make_job.hpp"

namespace offlist {

using namespace std::chrono_literals;
using namespace job_event;

// A job that lives: each event happens some time after the one before.
class life {
public:
    explicit life(delisting_policy p = {}) : policy(p) {}

    // Applies an event that must be accepted.
    job_step& after(std::chrono::seconds pause, const any_job_event& e)
    {
        now += pause;
        auto done = next(j, e, now, policy);
        if (!done) throw std::runtime_error(done.error().why);
        last = std::move(*done);
        j = last.next;
        for (const transfer& t : last.transfers) moved.push_back(t);
        return last;
    }
    job_refusal refused_after(std::chrono::seconds pause, const any_job_event& e)
    {
        now += pause;
        const auto done = next(j, e, now, policy);
        if (done) throw std::runtime_error("it was accepted");
        EXPECT_FALSE(done.error().why.empty());
        return done.error().kind;
    }
    job_step& answer(std::chrono::seconds pause, verdict what, std::chrono::seconds ttl = 60s, bool healthy = true)
    {
        return after(pause, seen{{what, now + pause, ttl, 0}, healthy});
    }
    life& submit()
    {
        after(1min, funded{});
        after(1min, job_event::claim{"ann"});
        after(1min, sent{j.lease.fence});
        return *this;
    }
    [[nodiscard]] std::vector<std::string> codes() const
    {
        std::vector<std::string> all;
        for (const transfer& t : moved) all.emplace_back(to_string(t.code));
        return all;
    }

    delisting_policy policy;
    std::chrono::sys_seconds now = day_one;
    job j = ordered_job();
    job_step last;
    std::vector<transfer> moved;
};

}  // namespace offlist
