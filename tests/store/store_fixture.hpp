// store_fixture.hpp: an empty store for a test, of either backend.
#pragma once
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <store/accounts/account_table.hpp>
#include <store/accounts/subject_table.hpp>
#include <store/engine/sql.hpp>
#include <string>
#include <support/await.hpp>
#include <support/postgres.hpp>

namespace offlist::store {

inline constexpr std::chrono::sys_seconds noon{std::chrono::sys_days{std::chrono::year(2026) / 11 / 23} +
                                               std::chrono::hours(12)};

inline actor staff()
{
    return {.who = {.token = 7, .role = role::staff, .account = 0, .name = "desk", .read_only = false},
            .reason = "asked by telephone",
            .at = noon};
}

class store_fixture : public testing::TestWithParam<backend> {
public:
    store_fixture()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "offlist-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        options.url = GetParam() == backend::sqlite ? "sqlite:" + (folder / "s.db").string()
                                                    : test::postgres::instance().fresh_database();
        open();
    }
    ~store_fixture() override
    {
        db.reset();
        std::filesystem::remove_all(folder);
    }

protected:
    void open() { db = database::open(options).value(); }
    void reopen()
    {
        db.reset();
        open();
    }
    std::int64_t make_account(const std::string& name = "Example")
    {
        account_table accounts(*db);
        return test::await(io, accounts.create(name, "post@example.org", staff())).value().id;
    }
    added_subject add(std::int64_t account, const std::string& text)
    {
        return db
            ->write_now([&](soci::session& s) -> parsed<added_subject> {
                return subject_table::add(s, account, {.text = text, .label = {}, .file = {}}, staff(), {});
            })
            .value();
    }
    std::int64_t count(const std::string& table)
    {
        auto work = [&](soci::session& s) -> parsed<std::int64_t> {
            return sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM " + table).value();
        };
        return db->read_now(work).value();
    }

    std::filesystem::path folder;
    database_options options;
    std::unique_ptr<database> db;
    boost::asio::io_context io;
};

inline std::string backend_name(const testing::TestParamInfo<backend>& info)
{
    return info.param == backend::sqlite ? "sqlite" : "postgresql";
}

}  // namespace offlist::store
