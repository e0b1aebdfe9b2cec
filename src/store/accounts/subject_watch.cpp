#include "store/accounts/subject_watch.hpp"

#include <tuple>
#include <utility>

#include "store/engine/sql.hpp"

namespace offlist::store {

boost::asio::awaitable<parsed<seen_subjects>> subject_watch::look()
{
    using result = parsed<std::pair<seen_subjects, mark>>;
    auto work = [before = seen_](soci::session& s) -> result {
        seen_subjects news;
        mark now;
        now.subject = sql::only<std::int64_t>(s, "SELECT COALESCE(MAX(id), 0) FROM subject").value_or(0);
        now.audit = sql::only<std::int64_t>(s, "SELECT COALESCE(MAX(id), 0) FROM audit").value_or(0);
        if (!before) return std::pair(news, now);
        for (const auto& [text] : sql::rows<std::string>(
                 s, "SELECT text FROM subject WHERE id > :last AND removed_at IS NULL ORDER BY id DESC LIMIT :most",
                 {before->subject, most_told}))
            news.added.push_back(text);
        const auto acts = sql::only<std::int64_t>(
            s, "SELECT COUNT(*) FROM audit WHERE id > :last AND (action LIKE 'subject.%' OR action LIKE 'account.%')",
            {before->audit});
        news.changed = now.subject != before->subject || acts.value_or(0) > 0;
        return std::pair(news, now);
    };
    auto found = co_await db_.read(std::move(work));
    if (!found) co_return found.error();
    seen_ = found->second;
    co_return std::move(found->first);
}

}  // namespace offlist::store
