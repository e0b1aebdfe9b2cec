#include "store/engine/database.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <core/quoted.hpp>
#include <future>
#include <thread>
#include <vector>

#include "store/engine/file_copy.hpp"
#include "store/engine/migrations/migrate.hpp"
#include "store/engine/reader.hpp"
#include "store/engine/start_lock.hpp"
#include "store/engine/writer.hpp"

namespace offlist::store {
namespace {

namespace asio = boost::asio;

constexpr int most_readers = 16;

// A result without anything to do, for the writer's thread to fail or not.
class log_work final : public detail::work {
public:
    log_work() { empties_log = true; }
    bool run(soci::session&) override { return true; }
    void fail(problem p) override { why = std::move(p); }

    std::optional<problem> why;
};

problem no_store(std::string what)
{
    return {.what = std::move(what),
            .expected =
                "the store of a service: name its configuration with --config, or make a new store with "
                "`offlist account create` or `offlist serve`"};
}

// A file that is there and empty is none either: whoever had data would believe that it is still there.
std::optional<problem> why_no_store(const std::filesystem::path& file)
{
    std::error_code failed;
    if (!std::filesystem::exists(file, failed) && !failed)
        return no_store("there is no store " + quoted(file.string()));
    if (std::filesystem::is_regular_file(file, failed) && std::filesystem::file_size(file, failed) == 0 && !failed)
        return no_store("the store " + quoted(file.string()) + " is an empty file");
    return std::nullopt;  // what cannot be seen is told when it is opened
}

}  // namespace

class database::impl {
public:
    impl(store_url url, const clock& clock_, std::unique_ptr<connection> to_write,
         std::vector<std::unique_ptr<connection>> to_read, int schema_, bool made_)
        : where(std::move(url)),
          schema(schema_),
          made(made_),
          writes({where, access::writes, clock_, std::move(to_write)}, clock_)
    {
        for (auto& c : to_read) readers.emplace_back(session_keeper(where, access::reads, clock_, std::move(c)));
        threads.emplace_back([this] { writes.run(); });
        for (auto& r : readers) threads.emplace_back([this, &r] { r.run(reads); });
    }
    ~impl()
    {
        writes.queue.close();
        reads.close();
        for (auto& t : threads) t.join();
    }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    void push(work_pointer what, bool to_write) { (to_write ? writes.queue : reads).push(std::move(what)); }

    const store_url where;
    const int schema;
    const bool made;
    writer writes;
    work_queue reads;
    std::vector<reader> readers;

private:
    std::vector<std::thread> threads;
};

parsed<std::unique_ptr<database>> database::open(const database_options& options)
{
    static const real_clock machine;
    const clock& time = options.time != nullptr ? *options.time : machine;
    auto url = read_store_url(options.url);
    if (!url) return url.error();
    // Until the schema is up to date, so that of two processes that start at once one makes it and one finds it.
    std::optional<start_lock> starting;
    const bool may_make = options.missing == store_making::makes;
    if (!may_make && url->kind == backend::sqlite)
        if (auto why = why_no_store(url->file)) return std::move(*why);
    if (url->kind == backend::sqlite && options.schema == schema_use::migrate) {
        auto lock = start_lock::take(url->file);
        if (!lock) return lock.error();
        starting = std::move(*lock);
        if (auto made = create_private(url->file); !made) return made.error();
    }
    try {
        std::unique_ptr<connection> to_write;  // none: made when somebody writes
        bool made = false;
        if (options.schema == schema_use::migrate) {
            to_write = std::make_unique<connection>(*url, access::writes);
            const auto before = schema_of(*to_write, url->kind, url->name, all_migrations());
            made = before && *before == 0;
            if (made && !may_make) return no_store(url->name + " has no tables of offlist");
            if (auto up_to_date = migrate(*to_write, url->kind, url->name, all_migrations(), time.now_seconds());
                !up_to_date)
                return up_to_date.error();
        }
        std::vector<std::unique_ptr<connection>> to_read;
        for (int i = 0; i < std::clamp(options.readers, 1, most_readers); ++i)
            to_read.push_back(std::make_unique<connection>(*url, access::reads));
        const auto schema = schema_of(*to_read.front(), url->kind, url->name, all_migrations());
        if (!schema) return schema.error();
        return std::unique_ptr<database>(new database(
            std::make_unique<impl>(std::move(*url), time, std::move(to_write), std::move(to_read), *schema, made)));
    } catch (const store_error& e) {
        return e.why;
    }
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

int database::newest_schema()
{
    return all_migrations().back().number;
}

asio::awaitable<void> database::finished(std::shared_ptr<detail::work> what, bool writes)
{
    auto start = [this, what, writes](auto handler) {
        auto home = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work_t::tracked);
        // shared only because std::function copies; it is moved to the home executor and never left behind here
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        what->done = [home, kept]() mutable {
            asio::post(home, [resume = std::move(kept)] { std::move (*resume)(); });
        };
        impl_->push(what, writes);
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
