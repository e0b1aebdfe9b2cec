#include "services/people/invite_person.hpp"

#include <store/accounts/account_table.hpp>
#include <store/people/login_links.hpp>
#include <store/people/person_rows.hpp>
#include <store/people/sign_ins.hpp>
#include <utility>

#include "services/people/change_person.hpp"

namespace offlist::services {

parsed<std::optional<invitation>> invite_person::operator()(soci::session& s) const
{
    if (account > 0) {
        const auto found = store::account_table::find(s, account);
        if (!found || found->state != account_state::active) return std::optional<invitation>();
    }
    invitation made;
    made.who = store::keep_person(s, email, name, by.at);
    const auto before = store::find_membership(s, made.who.id, account);
    if (before && leaves_no_owner(s, *before, role, by)) {
        made.last_owner = true;
        return std::optional(std::move(made));
    }
    made.as = store::keep_membership(s, made.who.id, account, role, by.at);
    // what she may do has changed, and how long a sign-in may last with it
    if (before && before->role != role) store::end_sign_ins_with(s, made.as.id, by.at, "role");
    const new_secret secret = make_secret();
    store::login_link link;
    link.person = made.who.id;
    link.membership = made.as.id;
    link.way = way;
    link.created_at = by.at;
    link.expires_at = by.at + validity_of(way);
    store::add_login_link(s, secret.hash, link);
    made.secret = secret.text;
    store::audit_log::note_always(
        s, by, "person.invite", public_id("per", made.who.id),
        std::string(to_string(role)) + (account > 0 ? " of " + public_id("acc", account) : std::string()));
    return std::optional(std::move(made));
}

}  // namespace offlist::services
