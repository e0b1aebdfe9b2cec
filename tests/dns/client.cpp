#include <array>
#include <dns/client.hpp>
#include <string_view>
#include <utility>

namespace offlist {

void PrintTo(answer_status status, std::ostream* out)
{
    constexpr std::array<std::string_view, 9> names{"answered", "no_data",   "no_such_name", "timeout",    "refused",
                                                    "servfail", "malformed", "truncated",    "unreachable"};
    *out << names.at(static_cast<std::size_t>(status));
}

}  // namespace offlist

namespace offlist::test {

using namespace std::chrono_literals;

resolver_options patient(endpoints servers)
{
    resolver_options options;
    options.servers = std::move(servers);
    options.timeout = 4s;
    return options;
}

resolver_options hasty(endpoints servers)
{
    resolver_options options;
    options.servers = std::move(servers);
    options.timeout = 60ms;
    return options;
}

answer client::ask(std::string name, record_type type)
{
    return await(context_, dns_->ask(question{std::move(name), type}));
}

std::vector<answer> client::ask_all(const std::vector<std::string>& names, record_type type)
{
    std::vector<boost::asio::awaitable<answer>> work;
    work.reserve(names.size());
    for (const std::string& name : names) work.push_back(dns_->ask(question{name, type}));
    return await_all(context_, std::move(work));
}

std::vector<std::string> numbered_names(std::size_t count)
{
    std::vector<std::string> names;
    names.reserve(count);
    for (std::size_t i = 0; i < count; ++i) names.push_back('n' + std::to_string(i) + ".bl.test");
    return names;
}

std::vector<std::uint32_t> addresses_of(const answer& a)
{
    const auto view = a.addresses.view();
    return {view.begin(), view.end()};
}

bool proves_nothing(const answer& a)
{
    const bool silent = a.status != answer_status::answered && a.status != answer_status::no_data &&
                        a.status != answer_status::no_such_name;
    return a.alias || (silent && a.addresses.empty() && a.texts.empty());
}

}  // namespace offlist::test
