#include "api/service.hpp"

#include <unistd.h>

#include <accounts/account.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdlib>
#include <fstream>
#include <http/url_text.hpp>
#include <monitor/list_budget.hpp>
#include <stdexcept>
#include <store/accounts/account_table.hpp>
#include <store/accounts/token_table.hpp>
#include <support/places.hpp>

#include "support/await.hpp"

namespace offlist::test {

namespace asio = boost::asio;

namespace {

blocklist made_list(const std::string& id, bool enabled)
{
    blocklist list;
    list.id = id;
    list.name = "List " + id;
    list.operator_name = "Example operator";
    list.zone = "{key}." + id + ".example";
    list.use_key("topsecretkey");
    list.subjects = {true, false, false};
    list.enabled = enabled;
    return list;
}

const store::actor someone{.who = {.role = role::admin, .name = "test"}, .reason = "set up", .at = {}};

http::request request_of(const asked& what)
{
    http::request r;
    r.method = what.method;
    r.path = what.path.substr(0, what.path.find('?'));
    if (r.path.size() < what.path.size()) r.query = http::parse_query(what.path.substr(r.path.size() + 1)).value();
    if (!what.token.empty()) r.headers.emplace_back("authorization", "Bearer " + what.token);
    if (!what.body.empty()) r.headers.emplace_back("content-type", "application/json");
    for (const auto& header : what.headers) {
        if (header.first == "content-type")
            std::erase_if(r.headers, [](const auto& h) { return h.first == "content-type"; });
        r.headers.push_back(header);
    }
    r.body = what.body;
    r.remote = what.remote;
    return r;
}

asio::awaitable<http::response> answer_of(const http::router& router, http::request request)
{
    co_return co_await router.dispatch(request);
}

}  // namespace

fake_program::fake_program()
{
    std::vector<blocklist> lists{made_list("alpha", true), made_list("beta", true), made_list("gamma", false)};
    std::vector<retired_list> retired{{.id = "sorbs", .zones = {}, .since = "2024", .history = "closed in 2024"}};
    known = std::make_shared<const catalog>(std::move(lists), std::move(retired));
    std::ifstream book(test::in_tree("prices.toml"));
    const std::string text{std::istreambuf_iterator<char>(book), {}};
    selling = std::make_shared<const delisting_terms>(
        delisting_terms{.prices = parse_price_book(text, "prices.toml").value(), .policy = {}, .company = {}});
}

asio::awaitable<parsed<std::vector<api::checked_list>>> fake_program::check_now(subject about,
                                                                                std::chrono::milliseconds)
{
    if (busy) co_return problem{.what = "too many checks at once"};
    std::vector<api::checked_list> told = checked;
    for (api::checked_list& one : told) one.found.subject = about;
    co_return told;
}

asio::awaitable<std::vector<api::readiness_check>> fake_program::readiness()
{
    std::vector<api::readiness_check> all(1);
    all[0].name = "store";
    all[0].ok = ready;
    all[0].detail = ready ? "" : "the disk is full";
    co_return all;
}

std::vector<list_budget> fake_program::budget(const std::array<std::uint64_t, subject_kinds>& more)
{
    return {{.blocklist = "alpha",
             .per_day = 1000,
             .used_today = 12,
             .subjects = 10,
             .round = std::chrono::hours(6),
             .subjects_with = 10 + more[0],
             .round_with = std::chrono::hours(12)}};
}

std::vector<list_standing> fake_program::standing(const subject_range&, std::chrono::sys_seconds since)
{
    standing_since = since;
    return standings;
}

std::string answered::problem() const
{
    if (content_type != "application/problem+json") return {};
    return json().at("type").get<std::string>().substr(std::string("/problems/").size());
}

api::api_options service::generous()
{
    api::api_options o;
    o.requests.requests = 100'000;
    o.checks.requests = 100'000;
    o.failures.requests = 100'000;
    o.public_url = "https://offlist.example";
    o.subjects = {
        .usual = {.subjects = 100'000, .addresses = 100'000'000}, .proof = false, .special = special_addresses::allow};
    return o;
}

service::service(api::api_options options)
{
    std::string name = (std::filesystem::temp_directory_path() / "offlist-api-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory = name;
    store::database_options where;
    where.url = "sqlite:" + (directory / "offlist.db").string();
    where.time = &time;
    db = store::database::open(where).value();
    news = std::make_shared<services::news>(on.get_executor(), *db);
    router_ = std::make_unique<http::router>(api::make_router(ports(options)));
}

api::api_ports service::ports(api::api_options options)
{
    return {.db = *db, .time = time, .program = program, .options = options, .news = news};
}

service::~service()
{
    router_.reset();
    news.reset();
    db.reset();
    std::filesystem::remove_all(directory);
}

answered service::ask(asked what)
{
    return ask_all({std::move(what)}).front();
}

answered service::ask_of(const http::router& other, const asked& what)
{
    auto asking = answer_of(other, request_of(what));
    return record(what, await(on, std::move(asking)));
}

std::vector<answered> service::ask_all(std::vector<asked> what)
{
    std::vector<asio::awaitable<http::response>> work;
    for (const asked& one : what) work.push_back(answer_of(*router_, request_of(one)));
    const auto given = await_all(on, std::move(work));
    std::vector<answered> all;
    for (std::size_t i = 0; i < given.size(); ++i) all.push_back(record(what[i], given[i]));
    return all;
}

answered service::record(const asked& what, const http::response& given) const
{
    answered a{.status = given.status, .content_type = given.content_type, .text = given.body, .headers = {}};
    a.stream = given.stream;
    for (const auto& [name, value] : given.headers) a.headers.emplace(name, value);
    if (const char* file = std::getenv("OFFLIST_RECORD")) {
        const nlohmann::json line = {{"method", what.method}, {"path", what.path},      {"body", what.body},
                                     {"status", a.status},    {"type", a.content_type}, {"answer", a.text}};
        std::ofstream(file, std::ios::app)
            << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    }
    return a;
}

std::string service::token(role r, std::int64_t account, bool read_only,
                           std::optional<std::chrono::sys_seconds> expires_at)
{
    store::token_order order{
        .role = r, .account = account, .name = "test", .read_only = read_only, .expires_at = expires_at};
    return db
        ->write_now([&](soci::session& s) -> parsed<std::string> {
            return {boost::system::in_place_value, store::token_table::issue(s, order, someone).value().text};
        })
        .value();
}

std::int64_t service::account(const std::string& name)
{
    return db
        ->write_now([&](soci::session& s) -> parsed<std::int64_t> {
            return store::account_table::create(s, name, "postmaster@example.org", someone).id;
        })
        .value();
}

std::string service::subject(const std::string& token, const std::string& text)
{
    return post("/v1/subjects", token, {{"subject", text}}).json().at("id");
}

}  // namespace offlist::test
