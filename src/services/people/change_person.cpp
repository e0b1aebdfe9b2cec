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

parsed<std::optional<membership>> change_role::operator()(soci::session& s) const
{
    const auto found = store::find_membership(s, person, account);
    if (!found) return std::optional<membership>();
    const membership now = store::keep_membership(s, person, account, role, by.at);
    if (found->role != role) store::end_sign_ins_with(s, now.id, by.at, "role");
    store::audit_log::note_always(s, by, "person.role", public_id("per", person),
                                  std::string(to_string(role)) + place_of(account));
    return std::optional(now);
}

parsed<bool> remove_person::operator()(soci::session& s) const
{
    const auto found = store::find_membership(s, person, account);
    if (!found) return false;
    store::end_sign_ins_with(s, found->id, by.at, "removed");
    store::audit_log::note_always(s, by, "person.remove", public_id("per", person),
                                  std::string(to_string(found->role)) + place_of(account));
    store::remove_membership(s, *found);
    return true;
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
