// database_job.hpp: a piece of work for the database's threads, with its result; for database.hpp and its .cpp alone.
//
// A job belongs to one thread at a time: to the caller, then to a database thread, then to the caller again.
#pragma once
#include <boost/assert.hpp>
#include <functional>
#include <offlist/problem.hpp>
#include <optional>
#include <type_traits>
#include <utility>

namespace soci {
class session;
}

namespace offlist::store::detail {

class job {
public:
    virtual ~job() = default;
    /// Does the work; false: its result is a problem, and what it did must be undone. May throw what SOCI throws.
    virtual bool run(soci::session& s) = 0;
    /// The result is this instead.
    virtual void fail(problem why) = 0;

    bool empties_log = false;    ///< nothing to run: SQLite's log is emptied instead, between two transactions
    std::function<void()> done;  ///< called once, by the database's thread, when there is a result
};

template <class Job>
class held_job final : public job {
public:
    using result = std::invoke_result_t<Job&, soci::session&>;

    explicit held_job(Job work) : work_(std::move(work)) {}

    bool run(soci::session& s) override
    {
        result_.emplace(work_(s));
        return result_->has_value();
    }
    void fail(problem why) override
    {
        if constexpr (std::is_same_v<typename result::error_type, problems>)
            result_.emplace(problems{std::move(why)});
        else
            result_.emplace(std::move(why));
    }
    result take()
    {
        BOOST_ASSERT(result_.has_value());
        return std::move(*result_);
    }

private:
    Job work_;
    std::optional<result> result_;
};

}  // namespace offlist::store::detail
