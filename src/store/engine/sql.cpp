#include "store/engine/sql.hpp"

#include <boost/assert.hpp>

#include "store/engine/kept_session.hpp"

namespace offlist::store {
namespace {

using slot = prepared_statement::slot;

std::shared_ptr<prepared_statement> make_statement(soci::session& s, const std::string& text,
                                                   const sql::parameters& given, std::span<const value_kind> columns)
{
    auto made = std::make_shared<prepared_statement>(s);
    for (const auto& p : given) {
        auto& place = made->parameters.emplace_back(slot{.kind = p.kind, .number = 0, .text = {}});
        if (p.kind == value_kind::integer)
            made->statement.exchange(soci::use(place.number, place.state));
        else
            made->statement.exchange(soci::use(place.text, place.state));
    }
    for (const auto kind : columns) {
        auto& place = made->columns.emplace_back(slot{.kind = kind, .number = 0, .text = {}});
        if (kind == value_kind::integer)
            made->statement.exchange(soci::into(place.number, place.state));
        else
            made->statement.exchange(soci::into(place.text, place.state));
    }
    made->statement.alloc();
    made->statement.prepare(text);
    made->statement.define_and_bind();
    return made;
}

// A statement out of the session's store for as long as it runs.
class running {
public:
    running(soci::session& s, const std::string& text, sql::parameters given, std::span<const value_kind> columns)
        // NOLINTNEXTLINE(*-static-cast-downcast): SOCI's class has no virtual function, and all of ours are kept ones
        : session_(static_cast<kept_session&>(s)), text_(text), what_(session_.statement(text, given, columns))
    {
        what_->in_use = true;
        BOOST_ASSERT(what_->parameters.size() == given.size() && what_->columns.size() == columns.size());
        for (std::size_t i = 0; i < given.size(); ++i) {
            auto& place = what_->parameters[i];
            BOOST_ASSERT(place.kind == given[i].kind);
            place.state = given[i].null ? soci::i_null : soci::i_ok;
            place.number = given[i].number;
            place.text = std::move(given[i].text);
        }
    }
    ~running()
    {
        what_->in_use = false;
        if (!done_) session_.forget(text_);
    }
    running(const running&) = delete;
    running& operator=(const running&) = delete;

    [[nodiscard]] soci::statement& statement() { return what_->statement; }
    [[nodiscard]] const std::deque<slot>& columns() const { return what_->columns; }
    void done() { done_ = true; }

private:
    kept_session& session_;
    const std::string& text_;
    std::shared_ptr<prepared_statement> what_;
    bool done_ = false;
};

}  // namespace

std::shared_ptr<prepared_statement> kept_session::statement(const std::string& text, const sql::parameters& given,
                                                            std::span<const value_kind> columns)
{
    const auto found = kept_.find(text);
    if (found != kept_.end() && !found->second->in_use) return found->second;
    auto made = make_statement(*this, text, given, columns);
    if (found != kept_.end()) return made;
    if (kept_.size() == most_kept) kept_.clear();
    kept_.emplace(text, made);
    return made;
}

namespace sql {

std::int64_t run(soci::session& s, const std::string& text, parameters given)
{
    running r(s, text, std::move(given), {});
    r.statement().execute(true);
    const auto changed = r.statement().get_affected_rows();
    r.done();
    return changed;
}

void query(soci::session& s, const std::string& text, std::span<const value_kind> columns, parameters given,
           const std::function<void(row)>& each)
{
    running r(s, text, std::move(given), columns);
    r.statement().execute(false);
    std::vector<value> now(columns.size());
    // To the end, or SQLite would keep the statement's view of the store for as long as the session lives.
    while (r.statement().fetch()) {
        for (std::size_t i = 0; i < now.size(); ++i) {
            const auto& place = r.columns()[i];
            now[i].kind = place.kind;
            now[i].null = place.state == soci::i_null;
            now[i].number = now[i].null ? 0 : place.number;
            now[i].text = now[i].null || place.kind == value_kind::integer ? std::string() : place.text;
        }
        each(now);
    }
    r.done();
}

}  // namespace sql
}  // namespace offlist::store
