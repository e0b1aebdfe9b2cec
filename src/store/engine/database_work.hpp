// database_work.hpp: a unit of work for the database's threads, with its result; for database.hpp and its .cpp alone.
//
// It belongs to one thread at a time: to the caller, then to a database thread, then to the caller again.
#pragma once
#include <boost/assert.hpp>
#include <functional>
#include <offlist/problem.hpp>
#include <optional>
#include <type_traits>
#include <utility>

#include "store/engine/session.hpp"

namespace offlist::store::detail {

class work {
public:
    virtual ~work() = default;
    /// Does the work; false: its result is a problem, and what it did must be undone. May throw what SOCI throws.
    virtual bool run(soci::session& s) = 0;
    /// The result is this instead.
    virtual void fail(problem why) = 0;

    bool empties_log = false;    ///< nothing to run: SQLite's log is emptied instead, between two transactions
    bool reopens = false;        ///< nothing to run: a reader that was alone opens the store as others do
    std::function<void()> done;  ///< called once, by the database's thread, when there is a result
};

template <class Work>
class held_work final : public work {
public:
    using result = std::invoke_result_t<Work&, soci::session&>;

    explicit held_work(Work what) : what_(std::move(what)) {}

    bool run(soci::session& s) override
    {
        result_.emplace(what_(s));
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
    Work what_;
    std::optional<result> result_;
};

}  // namespace offlist::store::detail
