#include "store/engine/database.hpp"

#include <algorithm>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "store/engine/examiner.hpp"
#include "store/engine/file_copy.hpp"
#include "store/engine/migrations/migrate.hpp"
#include "store/engine/opening.hpp"
#include "store/engine/reader.hpp"
#include "store/engine/sql.hpp"
#include "store/engine/writer.hpp"

namespace offlist::store {
namespace {

namespace asio = boost::asio;

// A result without anything to do, for a database's thread to fail or not.
class bare_work : public detail::work {
public:
    bool run(soci::session&) override { return true; }
    void fail(problem p) override { why = std::move(p); }

    std::optional<problem> why;
};

class log_work final : public bare_work {
public:
    log_work() { empties_log = true; }
};

class reopening final : public bare_work {
public:
    reopening() { reopens = true; }
};

// What SQLite's own check finds, in words; empty: nothing. It walks all pages, and compares no index with its table.
std::string faults_in(soci::session& s)
{
    std::string all;
    sql::for_each<std::string>(s, "PRAGMA quick_check(3)", {}, [&all](const std::string& line) {
        if (line != "ok") all += (all.empty() ? "" : "; ") + line;
    });
    std::replace(all.begin(), all.end(), '\n', ' ');
    return all;
}

problem damaged_by(const std::string& faults, const std::string& store)
{
    return {.what = std::string(refusal::damaged) + ": " + faults,
            .expected = "the newest backup (docs/OPERATIONS.md, \"When the store is lost, damaged or went back\")",
            .file = store};
}

// The mark follows the store, and room is looked for, so often.
constexpr std::chrono::seconds tended_every{1};

}  // namespace

class database::impl {
public:
    impl(opened_store opened, const clock& clock_)
        : where(std::move(opened.where)),
          guard(std::move(opened.guard)),
          schema(opened.schema),
          made(opened.made),
          back(opened.went_back),
          notes(std::move(opened.notes)),
          writes({where, access::writes, clock_, std::move(opened.to_write), news}, clock_, guard.get()),
          examines(where)
    {
        const bool alone = guard && guard->condition().full.has_value();
        opened.to_read.resize(static_cast<std::size_t>(opened.readers));
        readers.reserve(opened.to_read.size());
        for (auto& c : opened.to_read) {
            const auto how = alone && readers.empty() ? access::reads_alone : access::reads;
            readers.emplace_back(session_keeper(where, how, clock_, std::move(c), news), guard.get());
        }
        threads.emplace_back([this] { writes.run(); });
        begin_reading(alone ? 1 : readers.size());
        if (!guard) return;
        threads.emplace_back([this] { examines.run(examinations); });
        tending = std::thread([this] { tend(); });
    }
    ~impl()
    {
        {
            const std::scoped_lock lock(mutex);
            stopping = true;
        }
        stops.notify_all();
        if (tending.joinable()) tending.join();
        examines.stop();
        writes.queue.close();
        reads.close();
        examinations.close();
        for (auto& t : threads) t.join();
    }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    void push(work_pointer what, bool to_write) { (to_write ? writes.queue : reads).push(std::move(what)); }

    const store_url where;
    const std::unique_ptr<store_guard> guard;  // of SQLite; outlives all sessions
    const int schema;
    const bool made;
    const bool back;
    const std::vector<std::string> notes;
    connection_news news;  // outlives all sessions
    writer writes;
    work_queue reads;
    std::vector<reader> readers;
    work_queue examinations;
    examiner examines;

private:
    void begin_reading(std::size_t up_to)
    {
        for (; reading < up_to; ++reading) threads.emplace_back([this, &r = readers[reading]] { r.run(reads); });
    }

    void tend()
    {
        std::unique_lock lock(mutex);
        while (!stops.wait_for(lock, tended_every, [this] { return stopping; })) {
            lock.unlock();
            guard->sync_mark();
            if (guard->condition().full) look_for_room();
            lock.lock();
        }
    }

    // From the one session that reads alone to all that there are, once there is room for them.
    void look_for_room()
    {
        if (!room_beside(where.file)) return;
        const auto opens = std::make_shared<reopening>();
        const auto done = std::make_shared<std::promise<void>>();
        const auto opened = done->get_future();
        opens->done = [done] { done->set_value(); };
        reads.push(opens);
        opened.wait();
        if (opens->why) return;
        begin_reading(readers.size());
        guard->sessions_opened();
        guard->opened_for_reading(std::nullopt);
    }

    std::mutex mutex;
    std::condition_variable stops;
    bool stopping = false;
    std::size_t reading = 0;  // readers that have a thread
    std::vector<std::thread> threads;
    std::thread tending;
};

parsed<std::unique_ptr<database>> database::open(const database_options& options)
{
    static const real_clock machine;
    const clock& time = options.time != nullptr ? *options.time : machine;
    auto opened = open_store(options, time);
    if (!opened) return opened.error();
    return std::unique_ptr<database>(new database(std::make_unique<impl>(std::move(*opened), time)));
}

database::database(std::unique_ptr<impl> i) : impl_(std::move(i)) {}

database::~database() = default;

backend database::kind() const
{
    return impl_->where.kind;
}

std::string database::name() const
{
    return impl_->where.name;
}

int database::schema() const
{
    return impl_->schema;
}

bool database::is_new() const
{
    return impl_->made;
}

bool database::went_back() const
{
    return impl_->back;
}

const std::vector<std::string>& database::notes() const
{
    return impl_->notes;
}

int database::newest_schema()
{
    return all_migrations().back().number;
}

asio::awaitable<void> database::finished(std::shared_ptr<detail::work> what, bool writes)
{
    return finished_in(std::move(what), writes ? impl_->writes.queue : impl_->reads);
}

asio::awaitable<void> database::finished_in(std::shared_ptr<detail::work> what, work_queue& queue)
{
    auto start = [&queue, what](auto handler) {
        auto home = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work_t::tracked);
        // shared only because std::function copies; it is moved to the home executor and never left behind here
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        what->done = [home, kept]() mutable {
            asio::post(home, [resume = std::move(kept)] { std::move (*resume)(); });
        };
        queue.push(what);
    };
    return asio::async_initiate<const asio::use_awaitable_t<>&, void()>(std::move(start), asio::use_awaitable);
}

void database::finish_now(const std::shared_ptr<detail::work>& what, bool writes)
{
    // shared, because the waiter may be gone before set_value() returns
    const auto done = std::make_shared<std::promise<void>>();
    const auto result = done->get_future();
    what->done = [done] { done->set_value(); };
    impl_->push(what, writes);
    result.wait();
}

std::optional<problem> database::trouble() const
{
    return impl_->writes.trouble();
}

database_figures database::figures() const
{
    auto now = impl_->writes.figures();
    now.queued = impl_->writes.queue.size() + impl_->reads.size();
    return now;
}

store_condition database::condition() const
{
    return impl_->guard ? impl_->guard->condition() : store_condition{};
}

asio::awaitable<parsed<examination>> database::examine()
{
    examination found;
    if (!impl_->guard) co_return found;
    // spelled out, since an examination could be made of a problem, too
    const auto not_examined = [](problem why) {
        return parsed<examination>(boost::system::in_place_error, std::move(why));
    };
    const auto now = impl_->guard->condition();
    if (now.full) co_return not_examined(*now.full);
    if (now.lost) co_return not_examined(*now.lost);  // a session would open what is in the place
    auto work = [](soci::session& s) -> parsed<std::string> { return {boost::system::in_place_value, faults_in(s)}; };
    const auto held = std::make_shared<detail::held_work<decltype(work)>>(work);
    co_await finished_in(held, impl_->examinations);
    const auto said = held->take();
    if (!said && !said.error().what.starts_with(refusal::damaged)) co_return not_examined(said.error());
    if (!said)
        found.damage = said.error();
    else if (!said->empty())
        found.damage = damaged_by(*said, impl_->where.name);
    impl_->guard->examined(found.damage);
    co_return found;
}

bool database::take_suspicion()
{
    return impl_->guard && impl_->guard->take_suspicion();
}

std::vector<std::string> database::take_connection_news()
{
    return impl_->news.take();
}

void database::stop_examining()
{
    impl_->examines.stop();
}

asio::awaitable<parsed<void>> database::checkpoint()
{
    const auto empties = std::make_shared<log_work>();
    co_await finished(empties, true);
    if (empties->why) co_return *empties->why;
    co_return parsed<void>();
}

parsed<void> database::backup(const std::filesystem::path& file)
{
    if (kind() == backend::postgresql)
        return problem{.what = "this store is a PostgreSQL database, which has its own tools",
                       .expected = "pg_dump --format=custom --file=" + file.string() +
                                   " --dbname=URL, with the url of the configuration"};
    return copy_store(impl_->where, file);
}

}  // namespace offlist::store
