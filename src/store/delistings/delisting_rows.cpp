#include "store/delistings/delisting_rows.hpp"

#include <algorithm>
#include <boost/assert.hpp>

#include "store/money/ledger_rows.hpp"

namespace offlist::store {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using moment = std::optional<sys_seconds>;

removal_method method_of(const std::string& text)
{
    for (const removal_method m : {removal_method::web_form, removal_method::email, removal_method::http_from_host,
                                   removal_method::portal, removal_method::auto_expire, removal_method::owner_only})
        if (to_string(m) == text) return m;
    return removal_method::none;
}

// A term is a sentence of the price book, so none holds a line's end.
std::string text_of(const std::vector<std::string>& terms)
{
    std::string text;
    for (const std::string& t : terms) text += t + '\n';
    return text;
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        lines.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return lines;
}

}  // namespace

std::vector<job> select_jobs(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<job> found;
    sql::for_each<std::int64_t, std::int64_t, std::string, std::string, std::int64_t, std::int64_t, std::string,
                  std::string, std::string, std::string, std::string, std::int64_t, std::string, std::int64_t,
                  sys_seconds, std::int64_t, bool, sys_seconds, sys_seconds, int, std::int64_t, std::int64_t,
                  sys_seconds, moment, moment, moment, moment, std::string, std::int64_t, std::int64_t, std::string>(
        s,
        "SELECT id, account, subject, blocklist, listing, fee, currency, state, reason, method, url, deadline, worker, "
        "fence, lease_until, newest, running, known_at, count_from, clean_answers, looked_for, clean_for, created_at, "
        "held_at, submitted_at, ended_at, gone_at, terms, COALESCE(mass_end, 0), COALESCE(again_of, 0), ended_by FROM "
        "delisting " +
            rest,
        std::move(given),
        [&found](auto id, auto account, auto subject, auto list, auto listing, auto fee, auto in, auto state,
                 auto reason, auto method, auto url, auto deadline, auto worker, auto fence, auto until, auto newest,
                 auto running, auto known_at, auto count_from, auto clean, auto looked_for, auto clean_for,
                 auto created, auto held, auto submitted, auto ended, auto gone, auto terms, auto mass_end,
                 auto again_of, auto ended_by) {
            const auto known_state = parse_job_state(state);
            BOOST_ASSERT_MSG(known_state, "a state that this program never wrote");
            job j;
            j.id = id;
            j.account = account;
            j.subject = std::move(subject);
            j.blocklist = std::move(list);
            j.listing = listing;
            // the row of one that is free keeps what it would have cost
            j.fee = {again_of == 0 ? fee : 0, stored_currency(in)};
            j.again_of = again_of;
            j.ended_by = parse_job_ending(ended_by);
            j.state = *known_state;
            j.reason = std::move(reason);
            j.method = method_of(method);
            j.url = std::move(url);
            j.deadline = seconds{deadline};
            j.lease = {std::move(worker), fence, until};
            j.proof = {static_cast<verdict>(newest), running, known_at, count_from, clean, seconds{looked_for},
                       seconds{clean_for},           gone};
            j.created_at = created;
            j.held_at = held;
            j.submitted_at = submitted;
            j.ended_at = ended;
            j.terms = lines_of(terms);
            j.mass_end = mass_end;
            found.push_back(std::move(j));
        });
    return found;
}

bool insert_job(soci::session& s, job& j, std::int64_t price)
{
    BOOST_ASSERT(j.again_of == 0 ? j.fee.cents == price : j.fee.cents == 0);
    const auto id = sql::only<std::int64_t>(
        s,
        "INSERT INTO delisting (account, subject, blocklist, listing, fee, currency, state, reason, method, url, "
        "deadline, worker, fence, lease_until, newest, running, known_at, count_from, clean_answers, looked_for, "
        "clean_for, created_at, held_at, terms, again_of, ended_by) VALUES (:account, :subject, :blocklist, :listing, "
        ":fee, :currency, "
        ":state, "
        "'', "
        ":method, :url, :deadline, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, :created, :held, :terms, :again, '') "
        "ON CONFLICT DO NOTHING RETURNING id",
        {j.account, j.subject, j.blocklist, j.listing, price, j.fee.in.view(), to_string(j.state), to_string(j.method),
         j.url, j.deadline.count(), j.created_at, j.held_at, text_of(j.terms),
         j.again_of == 0 ? std::nullopt : std::optional(j.again_of)});
    if (!id) return false;
    j.id = *id;
    return true;
}

void update_job(soci::session& s, const job& j)
{
    const auto changed = sql::run(
        s,
        "UPDATE delisting SET state = :state, reason = :reason, worker = :worker, fence = :fence, lease_until = "
        ":until, newest = :newest, running = :running, known_at = :known, count_from = :count, clean_answers = :clean, "
        "looked_for = :looked, clean_for = :cleanfor, held_at = :held, submitted_at = :submitted, ended_at = :ended, "
        "gone_at = :gone, ended_by = :how "
        "WHERE id = :id AND ended_at IS NULL",
        {to_string(j.state), j.reason, j.lease.worker, j.lease.fence, j.lease.until, static_cast<int>(j.proof.newest),
         static_cast<int>(j.proof.running), j.proof.known_at, j.proof.count_from, j.proof.clean_answers,
         j.proof.looked_for.count(), j.proof.clean_for.count(), j.held_at, j.submitted_at, j.ended_at, j.proof.gone_at,
         to_string(j.ended_by), j.id});
    BOOST_ASSERT_MSG(changed == 1, "a job that has ended never changes");
}

}  // namespace offlist::store
