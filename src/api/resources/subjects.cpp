// Addresses, ranges and domains that are monitored, each for one account.
#include <algorithm>
#include <chrono>
#include <core/quoted.hpp>
#include <nlohmann/json.hpp>
#include <services/accounts/add_subject.hpp>
#include <services/accounts/control_record.hpp>
#include <services/accounts/prove_subject.hpp>
#include <services/accounts/relabel_subject.hpp>
#include <store/accounts/subject_rows.hpp>
#include <store/accounts/subject_table.hpp>
#include <store/monitoring/listing_context.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
#include "api/json/standing_text.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace subjects_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), subjects_(with.db) {}

    asio::awaitable<http::response> create(call& of);
    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> change(call& of);
    asio::awaitable<http::response> prove(call& of);
    asio::awaitable<http::response> accept(call& of);
    asio::awaitable<http::response> remove(call& of);

private:
    /// The subject that the path names, if the caller may see it.
    asio::awaitable<parsed<std::optional<owned_subject>>> named(call& of);
    http::response after_proof(const services::proved_subject& done);

    api_ports with_;
    store::subject_table subjects_;
};

constexpr std::size_t longest_label = 200;
/// No answer is as new.
constexpr std::chrono::sys_seconds never = std::chrono::sys_seconds::max();

// What it rests on; of a pending one, what its holder is to publish.
nlohmann::json proof_of(const owned_subject& s)
{
    if (!s.pending) return {{"by", to_string(s.proof)}, {"at", moment(s.proved_at)}};
    const services::control_record record = services::record_for(s);
    nlohmann::json shown = {{"type", "TXT"}, {"names", record.at}, {"value", record.value}};
    shown["or_name"] = record.or_at.empty() ? nlohmann::json(nullptr) : nlohmann::json(record.or_at);
    shown["next_look_at"] = moment(s.look_at);
    return shown;
}

nlohmann::json json_of(const owned_subject& s)
{
    nlohmann::json shown = {{"id", public_id("sub", s.id)},
                            {"account", public_id("acc", s.account)},
                            {"subject", s.text},
                            {"kind", s.kind},
                            {"label", s.label},
                            {"addresses", s.size},
                            {"state", to_string(store::state_of(s))},
                            {"created_at", moment(s.created_at)}};
    shown["proof"] = proof_of(s);
    return shown;
}

outcome outcome_of(const store::added_subject& done)
{
    const auto refused = [&done](unsigned status, std::string_view type, std::string_view title) {
        return outcome{
            .answer = http::problem_response(status, type, title, done.why.to_string()), .kept = {}, .added = {}};
    };
    switch (done.outcome) {
        case store::adding::added: {
            outcome made{.answer = created(json_of(done.subject)), .kept = {}, .added = {}};
            if (!done.subject.pending) made.added.push_back(done.subject.text);
            return made;
        }
        case store::adding::no_account:
            return {.answer = not_found(), .kept = {}, .added = {}};
        case store::adding::conflict:
            return refused(409, "subject-taken", "The subject is there already");
        case store::adding::too_much:
            return refused(403, "over-quota", "The account may not have so much");
        case store::adding::unreadable:
            break;
    }
    return {.answer = wrong_field("subject", done.why.what, done.why.expected), .kept = {}, .added = {}};
}

asio::awaitable<http::response> handlers::create(call& of)
{
    http::json_body body(body_of(of));
    const auto account = account_field(body, of);
    store::new_subject wanted;
    wanted.text = body.required_text("subject", "192.0.2.7");
    wanted.label = body.text("label", longest_label).value_or("");
    const std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    if (!own_or_staff(of, *account)) co_return not_found();

    services::add_subject what{
        .account = *account, .what = wanted, .rules = with_.options.subjects, .by = of.actor(reason)};
    making job = answered(std::move(what), outcome_of);
    co_return co_await commit(with_, of, std::move(job));
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    auto account = asked.id("account", "acc");
    store::subject_filter filter;
    for (const std::string& word : asked.words("state", {"active", "pending", "contested"}))
        filter.state.push_back(word == "active"    ? store::subject_state::active
                               : word == "pending" ? store::subject_state::pending
                                                   : store::subject_state::contested);
    filter.label = asked.text("label");
    filter.within = asked.text("subject");
    if (filter.within) {
        if (const auto span = store::read_span(*filter.within, special_addresses::allow); !span)
            asked.complain("subject", span.error().what, "an address, a CIDR range or a domain");
    }
    store::page_request which = asked.page("subject");
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, account)) co_return std::move(*refused);
    if (!of.staff()) account = of.who.account;
    filter.account = account;
    const auto page = co_await subjects_.page(std::move(filter), std::move(which));
    co_return page_answer(page, [](const auto& s) { return json_of(s); });
}

asio::awaitable<parsed<std::optional<owned_subject>>> handlers::named(call& of)
{
    const auto id = id_in_path(of, "sub");
    if (!id) co_return std::optional<owned_subject>();
    auto found = co_await subjects_.find(*id);
    if (found && *found && !own_or_staff(of, (*found)->account)) found->reset();
    co_return found;
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto found = co_await named(of);
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    const owned_subject& s = **found;
    const store::subject_span span = store::span_of(s);
    auto look = [account = s.account, span](soci::session& in) -> parsed<std::vector<store::live_listings>> {
        return store::live_listings_of(in, account, span);
    };
    const auto live = co_await with_.db.read(std::move(look));
    if (!live) co_return store_trouble(live.error());
    // what was said while somebody else had it, or nobody, says nothing: its listings were others'
    const auto since = std::max(s.created_at, s.proved_at.value_or(s.created_at));
    const auto said = with_.program.standing(range_of(s.text), s.pending ? never : since);
    nlohmann::json shown = json_of(s);
    shown.update(standing_json(s, said, *live));
    co_return json_response(200, shown);
}

asio::awaitable<http::response> handlers::change(call& of)
{
    http::json_body body(body_of(of));
    const auto label = body.text("label", longest_label);
    if (!label) body.complain("label", "is missing", "the new label; an empty text takes it away");
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "sub");
    if (!id) co_return not_found();
    services::relabel_subject what{
        .id = *id, .only_of = of.only_of(), .label = *label, .by = of.actor(std::move(reason))};
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    co_return *done ? json_response(200, json_of(**done)) : not_found();
}

http::response handlers::after_proof(const services::proved_subject& done)
{
    if (!done.now) return not_found();
    if (done.shown && done.what == store::proving::active) with_.program.subjects_changed({done.now->text});
    nlohmann::json shown = json_of(*done.now);
    if (!done.detail.empty()) shown["proof"]["found"] = done.detail;
    return json_response(200, shown);
}

asio::awaitable<http::response> handlers::prove(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto found = co_await named(of);
    if (!found) co_return store_trouble(found.error());
    if (!*found) co_return not_found();
    if (!(*found)->pending) co_return json_response(200, json_of(**found));
    store::actor by = of.actor(std::move(reason));
    const auto done = co_await services::prove_by_dns(with_.db, with_.program.dns(), (*found)->id,
                                                      with_.options.subjects.capacity, std::move(by));
    if (!done) co_return store_trouble(done.error());
    co_return after_proof(*done);
}

asio::awaitable<http::response> handlers::accept(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = required_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "sub");
    if (!id) co_return not_found();
    services::accept_subject what{
        .id = *id, .capacity = with_.options.subjects.capacity, .by = of.actor(std::move(reason))};
    const auto done = co_await with_.db.write(std::move(what));
    if (!done) co_return store_trouble(done.error());
    if (done->what == store::proving::contested)
        co_return http::problem_response(409, "subject-contested", "Another account has it",
                                         "There is a task now (GET /v1/tasks): decide there whose it is.");
    if (done->what == store::proving::no_room)
        co_return http::problem_response(409, "no-room", "So much cannot be monitored",
                                         "All accounts together would have more subjects than this service can ask "
                                         "about.");
    co_return after_proof(*done);
}

asio::awaitable<http::response> handlers::remove(call& of)
{
    http::json_body body(body_of(of));
    std::string reason = optional_reason(body);
    if (body.finish()) co_return body.answer();
    const auto id = id_in_path(of, "sub");
    if (!id) co_return not_found();
    store::actor by = of.actor(std::move(reason));
    const auto removed = co_await subjects_.remove(*id, of.only_of(), std::move(by));
    if (!removed) co_return store_trouble(removed.error());
    if (!*removed) co_return not_found();
    with_.program.subjects_changed({});
    co_return no_content();
}

}  // namespace
}  // namespace subjects_resource

std::vector<endpoint> subjects_endpoints(const api_ports& with)
{
    using subjects_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::post_once("/v1/subjects", everybody, to(&handlers::create)),
            endpoint::get("/v1/subjects", everybody, to(&handlers::list),
                          {"account", "state", "subject", "label", "total", "sort", "limit", "cursor"}),
            endpoint::get("/v1/subjects/{id}", everybody, to(&handlers::show)),
            endpoint::patch("/v1/subjects/{id}", everybody, to(&handlers::change)),
            endpoint::ask("/v1/subjects/{id}/prove", everybody, to(&handlers::prove)),
            endpoint::post("/v1/subjects/{id}/accept", staff_only, to(&handlers::accept)),
            endpoint::remove("/v1/subjects/{id}", everybody, to(&handlers::remove))};
}

}  // namespace offlist::api
