#include "services/people/change_person.hpp"

#include <store/people/person_rows.hpp>
#include <store/people/sign_ins.hpp>
#include <string>

namespace offlist::services {
namespace {

std::string place_of(std::int64_t account)
{
    return account > 0 ? " of " + public_id("acc", account) : std::string();
}

}  // namespace

bool leaves_no_owner(soci::session& s, const membership& now, membership_role next, const store::actor& by)
{
    if (now.account == 0 || now.role != membership_role::owner || next == membership_role::owner) return false;
    const bool of_host = by.who.role == role::staff || by.who.role == role::admin;
    return !of_host && store::owners_of(s, now.account) == 1;
}

parsed<changed_role> change_role::operator()(soci::session& s) const
{
    const auto found = store::find_membership(s, person, account);
    if (!found) return changed_role{.refused = role_refusal::not_there};
    if (leaves_no_owner(s, *found, role, by)) return changed_role{.refused = role_refusal::last_owner};
    const membership now = store::keep_membership(s, person, account, role, by.at);
    if (found->role != role) store::end_sign_ins_with(s, now.id, by.at, "role");
    store::audit_log::note_always(s, by, "person.role", public_id("per", person),
                                  std::string(to_string(role)) + place_of(account));
    return changed_role{.now = now};
}

parsed<changed_role> remove_person::operator()(soci::session& s) const
{
    const auto found = store::find_membership(s, person, account);
    if (!found) return changed_role{.refused = role_refusal::not_there};
    if (leaves_no_owner(s, *found, membership_role::viewer, by))
        return changed_role{.refused = role_refusal::last_owner};
    store::end_sign_ins_with(s, found->id, by.at, "removed");
    store::audit_log::note_always(s, by, "person.remove", public_id("per", person),
                                  std::string(to_string(found->role)) + place_of(account));
    store::remove_membership(s, *found);
    return changed_role{};
}

parsed<std::int64_t> end_sign_ins::operator()(soci::session& s) const
{
    const std::string how = by.who.person == person ? "herself" : "others";
    const std::int64_t ended = id > 0 ? (store::end_sign_in(s, id, person, by.at, how) ? 1 : 0)
                                      : store::end_sign_ins(s, person, 0, by.at, how);
    if (ended > 0)
        store::audit_log::note(s, by, "person.sign_out", id > 0 ? public_id("sgn", id) : public_id("per", person),
                               std::to_string(ended) + " ended");
    return ended;
}

parsed<bool> switch_account::operator()(soci::session& s) const
{
    const auto found = store::find_membership(s, person, account);
    if (!found) return false;
    store::switch_membership(s, sign_in, found->id);
    return true;
}

}  // namespace offlist::services
