#include "blocklists/removal_definition.hpp"

#include <array>
#include <core/quoted.hpp>
#include <core/toml_section.hpp>

#include "blocklists/removal_text.hpp"

namespace offlist {
namespace {

constexpr std::array<std::pair<std::string_view, removal_method>, 7> methods{
    {{"web-form", removal_method::web_form},
     {"email", removal_method::email},
     {"http-from-host", removal_method::http_from_host},
     {"portal", removal_method::portal},
     {"auto-expire", removal_method::auto_expire},
     {"owner-only", removal_method::owner_only},
     {"none", removal_method::none}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> verbs{{{"POST", true}, {"GET", false}}};

constexpr int most_redirects = 3;

// A text of which the words in braces are known.
std::string words_of(toml_section& in, std::string_view key)
{
    std::string text = in.text(key).value_or("");
    if (const auto wrong = removal_text_problem(text))
        in.complain(key, std::string(key) + ": " + wrong->what, wrong->expected);
    return text;
}

bool is_web_address(std::string_view url)
{
    return url.starts_with("https://") || url.starts_with("http://");
}

void read_fields(toml_section& in, const std::string& label, const std::string& file, problems& wrong,
                 removal_form& form)
{
    const toml::table* const table = in.table("fields");
    if (table == nullptr) return;
    toml_section fields(*table, label + ", fields", file, wrong);
    for (const auto& [name, node] : *table) {
        (void)node;
        form.fields.emplace_back(std::string(name.str()), words_of(fields, name.str()));
    }
}

// Without an address no answer of a form could be about the right one; without the words of success no answer says yes.
void check_form(toml_section& in, const removal_form& form)
{
    if (!is_web_address(form.url))
        in.complain("url", "url " + offlist::quoted(form.url) + " is no page that a form is sent to",
                    "https://… here, or url of [blocklist.removal]");
    bool names_it = has_word(form.url, "subject");
    for (const auto& [name, value] : form.fields) names_it = names_it || has_word(value, "subject");
    if (!names_it)
        in.complain("fields", "the form does not say which subject is meant", R"(fields = { ip = "{subject}" })");
    if (!form.expect.empty() && form.expect == form.refused)
        in.complain("refused", "refused says the same as expect", "words that only a refusal holds, or no refused");
}

void read_form(toml_section& in, const std::string& label, const std::string& file, problems& wrong, const removal& how,
               removal_details& into)
{
    const toml::table* const table = in.table("form");
    if (table == nullptr) return;
    toml_section section(*table, label + ", form", file, wrong);
    removal_form form;
    form.url = section.has("url") ? words_of(section, "url") : how.url;
    form.post = section.word<bool>("send", verbs).value_or(true);
    read_fields(section, label + ", form", file, wrong, form);
    form.expect = section.required_text("expect", "has been removed");
    form.refused = section.text("refused").value_or("");
    const auto redirects = section.integer("redirects").value_or(0);
    if (redirects < 0 || redirects > most_redirects)
        section.complain("redirects", "redirects is " + std::to_string(redirects),
                         "a number from 0 to " + std::to_string(most_redirects));
    else
        form.redirects = static_cast<int>(redirects);
    check_form(section, form);
    section.finish();
    if (how.method != removal_method::web_form)
        in.complain("form", "form belongs to method \"web-form\"", "no form here");
    into.form = std::move(form);
}

void read_message(toml_section& in, const std::string& label, const std::string& file, problems& wrong,
                  const removal& how, removal_details& into)
{
    const toml::table* const table = in.table("message");
    if (table == nullptr) return;
    toml_section section(*table, label + ", message", file, wrong);
    into.message.subject = words_of(section, "subject");
    into.message.text = words_of(section, "text");
    if (into.message.subject.find_first_of("\r\n") != std::string::npos)
        section.complain("subject", "subject has more than one line", "one line");
    for (const std::string_view key : {"subject", "text"})
        if (section.has(key) && !has_word(key == "text" ? into.message.text : into.message.subject, "subject"))
            section.complain(key, std::string(key) + " does not say which subject is meant", "{subject} in it");
    section.finish();
    if (how.method != removal_method::email)
        in.complain("message", "message belongs to method \"email\"", "no message here");
}

}  // namespace

void read_removal(toml_section& in, const std::string& list, const std::string& file, problems& wrong, removal& into,
                  removal_details& details)
{
    const toml::table* const table = in.table("removal");
    if (table == nullptr) return;
    const std::string label = list + ", removal";
    toml_section section(*table, label, file, wrong);
    if (!section.has("method")) section.complain("", "method is missing", R"(method = "web-form")");
    into.method = section.word<removal_method>("method", methods).value_or(removal_method::none);
    into.url = section.text("url").value_or("");
    into.expires_after = section.duration("expires_after");
    into.deadline = section.duration("deadline");
    into.preconditions = section.texts("requires");
    read_form(section, label, file, wrong, into, details);
    read_message(section, label, file, wrong, into, details);
    section.finish();
}

}  // namespace offlist
