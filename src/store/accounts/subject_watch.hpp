// subject_watch.hpp: sees that subjects came or went, whoever stored that: this process or a command beside it.
//
// For one thread at a time; the database does the work elsewhere.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/engine/database.hpp"

namespace offlist::store {

struct seen_subjects {
    bool changed = false;
    std::vector<std::string> added;  ///< canonical texts, ranges among them; the newest `most_told` only
};

class subject_watch {
public:
    static constexpr int most_told = 10'000;

    explicit subject_watch(database& db) : db_(db) {}

    /// What has changed since the call before; the first one only remembers how things stand. Removals are seen by the
    /// audit log, which customers' own do not write: those are this process's to know. Cheap: a few look-ups by index,
    /// however many subjects there are.
    [[nodiscard]] boost::asio::awaitable<parsed<seen_subjects>> look();

private:
    struct mark {
        std::int64_t subject = 0;  // the newest id of each table
        std::int64_t audit = 0;
    };

    database& db_;
    std::optional<mark> seen_;
};

}  // namespace offlist::store
