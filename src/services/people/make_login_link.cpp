#include "services/people/make_login_link.hpp"

#include <algorithm>
#include <store/accounts/account_table.hpp>
#include <store/people/login_links.hpp>
#include <store/people/person_rows.hpp>

namespace offlist::services {
namespace {

bool any_of_host(const std::vector<membership>& all)
{
    return std::any_of(all.begin(), all.end(), [](const membership& one) { return is_of_host(one.role); });
}

std::string add_link(soci::session& s, store::login_link link, std::chrono::sys_seconds at)
{
    const new_secret secret = make_secret();
    link.created_at = at;
    link.expires_at = at + validity_of(link.way);
    store::add_login_link(s, secret.hash, link);
    return secret.text;
}

made_link refused(link_refusal why)
{
    made_link none;
    none.refused = why;
    return none;
}

}  // namespace

parsed<std::optional<mailed_link>> mail_login_link::operator()(soci::session& s) const
{
    using namespace std::chrono_literals;
    const auto who = store::find_person(s, email);
    if (!who || any_of_host(store::memberships_of(s, who->id)) ||
        store::links_since(s, who->id, link_way::mail, at - 1h) >= most_mailed_links)
        return std::optional<mailed_link>();
    mailed_link made{.who = *who, .secret = {}, .code = make_login_code()};
    store::login_link link;
    link.person = who->id;
    link.way = link_way::mail;
    link.asked_by = asked_by;
    link.code_hash = crypto::hexadecimal(crypto::sha256(made.code));
    link.return_to = return_to;
    made.secret = add_link(s, std::move(link), at);
    return std::optional(std::move(made));
}

parsed<made_link> make_panel_link::operator()(soci::session& s) const
{
    const auto of = store::account_table::find(s, account);
    if (!of || of->state != account_state::active) return refused(link_refusal::no_account);
    const auto address = canonical_email(email.empty() ? of->email : email);
    if (!address) return refused(link_refusal::no_person);
    made_link made;
    made.who = store::keep_person(s, *address, {}, by.at);
    if (any_of_host(store::memberships_of(s, made.who.id))) return refused(link_refusal::of_host);
    auto as = store::find_membership(s, made.who.id, account);
    if (!as) as = store::keep_membership(s, made.who.id, account, membership_role::owner, by.at);
    store::login_link link;
    link.person = made.who.id;
    link.membership = as->id;
    link.way = link_way::panel;
    link.return_to = return_to;
    made.secret = add_link(s, std::move(link), by.at);
    store::audit_log::note(s, by, "person.panel_link", public_id("per", made.who.id), public_id("acc", account));
    return made;
}

parsed<made_link> make_command_link::operator()(soci::session& s) const
{
    const auto who = store::find_person(s, email);
    if (!who) return refused(link_refusal::no_person);
    made_link made;
    made.who = *who;
    store::login_link link;
    link.person = who->id;
    link.way = link_way::command;
    made.secret = add_link(s, std::move(link), by.at);
    store::audit_log::note_always(s, by, "person.link", public_id("per", who->id));
    return made;
}

}  // namespace offlist::services
