#include "services/people/sign_in_person.hpp"

#include <crypto/same_secret.hpp>
#include <store/accounts/audit_log.hpp>
#include <store/people/login_links.hpp>
#include <store/people/person_rows.hpp>
#include <utility>

namespace offlist::services {
namespace {

signed_in refused(sign_in_refusal why)
{
    signed_in none;
    none.refused = why;
    return none;
}

std::optional<store::login_link> link_by_code(soci::session& s, const sign_in_person& what)
{
    if (what.asked_by.empty() || what.code.empty()) return std::nullopt;
    auto found = store::find_asked_link(s, what.asked_by);
    if (!found || found->tries >= most_wrong_codes) return std::nullopt;
    if (crypto::same_secret(found->code_hash, crypto::hexadecimal(crypto::sha256(what.code)))) return found;
    store::count_wrong_code(s, found->id);
    return std::nullopt;
}

std::optional<membership> membership_of(soci::session& s, const store::login_link& link)
{
    if (link.membership > 0) return store::find_membership(s, link.membership);
    auto all = store::memberships_of(s, link.person);
    if (all.empty()) return std::nullopt;
    return all.front();
}

}  // namespace

parsed<signed_in> sign_in_person::operator()(soci::session& s) const
{
    const auto found = link ? store::find_login_link(s, *link) : link_by_code(s, *this);
    if (!found) return refused(sign_in_refusal::unknown);
    if (found->used_at) return refused(sign_in_refusal::used);
    if (found->expires_at <= at) return refused(sign_in_refusal::expired);
    const auto as = membership_of(s, *found);
    // a mailbox alone lets nobody of the host in, whatever she has become since the link was sent
    if (!as || (found->way == link_way::mail && is_of_host(as->role))) return refused(sign_in_refusal::nowhere);
    if (!store::use_login_link(s, found->id, at)) return refused(sign_in_refusal::used);

    signed_in made;
    new_secret cookie = make_secret();
    const std::int64_t id = store::add_sign_in(s, {.hash = cookie.hash,
                                                   .person = found->person,
                                                   .membership = as->id,
                                                   .way = found->way,
                                                   .address = address,
                                                   .browser = browser,
                                                   .at = at});
    made.as = store::find_sign_in(s, cookie.hash).value();
    made.secret = std::move(cookie.text);
    made.return_to = found->return_to;
    const store::actor by{
        .who = {.role = role_of(as->role), .name = made.as.email, .person = found->person}, .reason = {}, .at = at};
    store::audit_log::note(s, by, "person.sign_in", public_id("sgn", id), std::string(to_string(found->way)));
    return made;
}

}  // namespace offlist::services
