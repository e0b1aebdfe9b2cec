// query.hpp: reads the parameters of a query, and remembers everything that is wrong with them.
//
// As json_body.hpp does for bodies. Names that the route does not know were refused by the gate. For one thread.
#pragma once
#include <accounts/account.hpp>
#include <chrono>
#include <cstdint>
#include <http/message.hpp>
#include <optional>
#include <store/engine/page.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace offlist::api {

class query {
public:
    /// Of one parameter.
    static constexpr std::size_t most_values = 20;

    explicit query(const http::request& of) : request_(of) {}

    /// Empty ones are a problem: `?account=` is a variable that was not set, not the wish for all accounts.
    [[nodiscard]] std::optional<std::string> text(std::string_view name);
    /// RFC 3339 in UTC.
    [[nodiscard]] std::optional<std::chrono::sys_seconds> moment(std::string_view name);
    /// The number of a public id such as acc_12.
    [[nodiscard]] std::optional<std::int64_t> id(std::string_view name, std::string_view prefix);
    /// One of `choices`.
    [[nodiscard]] std::optional<std::string> word(std::string_view name, const std::vector<std::string_view>& choices);
    /// Several of `choices`, with commas between; empty: there is no such parameter.
    [[nodiscard]] std::vector<std::string> words(std::string_view name, const std::vector<std::string_view>& choices);
    /// Several texts, with commas between, each once.
    [[nodiscard]] std::vector<std::string> texts(std::string_view name, std::size_t most = most_values);
    /// Several numbers of public ids, in the order given.
    [[nodiscard]] std::vector<std::int64_t> ids(std::string_view name, std::string_view prefix,
                                                std::size_t most = most_values);
    /// `limit`: how many items a page may have.
    [[nodiscard]] int limit(int most = store::longest_page, int usual = 100);
    /// `limit`, `cursor` and, where the route knows them, `total` and `sort`; the cursor must be one of the store's
    /// list `list`.
    [[nodiscard]] store::page_request page(std::string_view list, int most = store::longest_page, int usual = 100);

    void complain(std::string_view name, std::string what, std::string expected);
    [[nodiscard]] bool wrong() const { return !problems_.empty(); }
    /// 400 with all that is wrong.
    [[nodiscard]] http::response answer() const;

private:
    const http::request& request_;
    std::vector<http::field_problem> problems_;
};

/// What is wrong with the names: unknown ones, with the nearest known one, and those given twice. None: all is well.
[[nodiscard]] std::optional<http::response> wrong_names(const http::request& of,
                                                        const std::vector<std::string_view>& known);

}  // namespace offlist::api
