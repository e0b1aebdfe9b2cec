// `lists test`: asks the test entries of lists now, all at once.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <offlist/checker.hpp>
#include <random>
#include <utility>

#include "app/commands.hpp"
#include "app/json_text.hpp"
#include "app/log.hpp"
#include "app/settings.hpp"
#include "app/text_table.hpp"
#include "app/words.hpp"

namespace offlist::app {
namespace {

// Forwards questions and remembers whether anybody ever said yes or no: else not the lists but the network failed.
class witness final : public resolver {
public:
    explicit witness(resolver& through) : through_(through) {}

    boost::asio::awaitable<answer> ask(question q) override
    {
        answer said = co_await through_.ask(std::move(q));
        heard_ |= said.status == answer_status::answered || said.status == answer_status::no_data ||
                  said.status == answer_status::no_such_name;
        co_return said;
    }
    [[nodiscard]] std::string_view server_name(std::uint8_t index) const override
    {
        return through_.server_name(index);
    }
    [[nodiscard]] bool heard() const { return heard_; }

private:
    resolver& through_;
    bool heard_ = false;
};

struct tested {
    const blocklist* list = nullptr;
    subject_kind kind = subject_kind::ip4;
    bool has_entries = false;
    health result;
};

boost::asio::awaitable<void> test_one(resolver& dns, tested& one)
{
    one.result = co_await test_health(dns, *one.list, one.kind);
}

// RFC 6761 section 6.4: nothing exists under .invalid, so whoever answers about it rewrites answers.
boost::asio::awaitable<void> ask_canary(resolver& dns, bool& rewrites)
{
    question q;
    q.name = "offlist-" + std::to_string(std::random_device()()) + ".invalid";
    const answer said = co_await dns.ask(std::move(q));
    rewrites = said.status == answer_status::answered;
}

std::vector<tested> tests_of(const std::vector<blocklist>& lists)
{
    std::vector<tested> all;
    for (const blocklist& list : lists)
        for (int k = 0; k < subject_kinds; ++k) {
            const auto kind = static_cast<subject_kind>(k);
            const test_entry& test = list.test_of(kind);
            if (!list.asks(kind)) continue;
            all.emplace_back();
            all.back().list = &list;
            all.back().kind = kind;
            all.back().has_entries = !test.listed.empty() || !test.unlisted.empty();
        }
    return all;
}

void print(const std::vector<tested>& all, console& out)
{
    text_table table({{"blocklist"}, {"subjects"}, {"health"}, {"why"}});
    for (const tested& one : all) {
        const bool healthy = one.result.healthy;
        const cell state = !one.has_entries ? cell{"untested", tone::doubt}
                           : healthy        ? cell{"healthy", tone::good}
                                            : cell{"unhealthy", tone::alarm};
        table.add({{one.list->id},
                   {std::string(to_string(one.kind))},
                   state,
                   {one.has_entries ? one.result.why : "the list has no test entries of this kind"}});
    }
    for (const std::string& line : table.lines(out.colors())) out.print(line);
}

exit_status outcome(const std::vector<tested>& all, bool heard)
{
    const bool asked = std::any_of(all.begin(), all.end(), [](const tested& one) { return one.has_entries; });
    if (!asked || !heard) return exit_status::unknown;
    const bool healthy = std::all_of(all.begin(), all.end(), [](const tested& one) { return one.result.healthy; });
    return healthy ? exit_status::ok : exit_status::critical;
}

}  // namespace

exit_status lists_test_command(const arguments& from, console& out)
{
    const auto with = configuration(from);
    if (!with) return refuse(with.error());
    const auto known = load_lists(from, *with);
    if (!known) return refuse(known.error());
    const auto lists = lists_to_ask(*known, from.words);
    if (!lists) return refuse(lists.error());
    auto resolvers = resolvers_to_ask(from, *with);
    if (!resolvers) return refuse(resolvers.error());
    for (const std::string& warning : warnings_about(*resolvers)) out.warn(warning);

    boost::asio::io_context io{1};
    const auto engine = make_resolver(io.get_executor(), std::move(*resolvers));
    witness dns(*engine);
    std::vector<tested> all = tests_of(*lists);
    bool rewrites = false;
    std::size_t open = all.size() + 1;
    const auto ended = [&io, &open](const std::exception_ptr& failed) {
        if (--open == 0) io.stop();  // the engine goes on listening
        if (failed) std::rethrow_exception(failed);
    };
    boost::asio::co_spawn(io, ask_canary(*engine, rewrites), ended);
    for (tested& one : all) boost::asio::co_spawn(io, test_one(dns, one), ended);
    io.run();

    if (rewrites) out.warn("the resolver answers about names that do not exist: nothing it says can be believed");
    if (from.json)
        for (const tested& one : all) out.print(json_of_health(*one.list, one.kind, one.result, one.has_entries));
    else
        print(all, out);
    const exit_status status = outcome(all, dns.heard());
    if (status == exit_status::unknown) log_error("no list could be asked: the network or the resolvers are to blame");
    return status;
}

}  // namespace offlist::app
