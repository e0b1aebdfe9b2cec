#include "store/people/sign_in_table.hpp"

namespace offlist::store {
namespace {

constexpr std::chrono::minutes seen_is_written_every{1};
constexpr std::size_t most_remembered = 100'000;

}  // namespace

boost::asio::awaitable<parsed<std::optional<sign_in>>> sign_in_table::find(crypto::sha256_digest hash)
{
    auto work = [hash](soci::session& s) -> parsed<std::optional<sign_in>> { return find_sign_in(s, hash); };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<void>> sign_in_table::used(std::int64_t id, std::chrono::sys_seconds at)
{
    {
        const std::scoped_lock lock(mutex_);
        if (written_.size() >= most_remembered) written_.clear();
        auto [last, first_use] = written_.try_emplace(id, at);
        if (!first_use && at < last->second + seen_is_written_every) co_return parsed<void>();
        last->second = at;
    }
    auto work = [id, at](soci::session& s) -> parsed<void> {
        sign_in_seen(s, id, at);
        return {};
    };
    co_return co_await db_.write(std::move(work));
}

}  // namespace offlist::store
