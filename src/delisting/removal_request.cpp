#include "delisting/removal_request.hpp"

#include <core/timestamp.hpp>

namespace offlist {
namespace {

std::string joined(const std::vector<std::string>& parts, const std::string& between)
{
    std::string all;
    for (const std::string& p : parts) all += (all.empty() ? "" : between) + p;
    return all;
}

}  // namespace

std::string reference_of(const job& j)
{
    return "del_" + std::to_string(j.id);
}

removal_words words_of(const removal_request& r)
{
    return {.subject = r.what.subject,
            .blocklist = r.list.name,
            .evidence = evidence_lines(r.seen),
            .contact = r.contact,
            .reference = reference_of(r.what)};
}

std::string evidence_lines(const evidence& seen)
{
    if (seen.codes.empty()) return {};
    std::string line = joined(seen.codes, ", ");
    if (!seen.meanings.empty()) line += ": " + joined(seen.meanings, ", ");
    line += " (asked " + timestamp(seen.asked_at) + ")";
    for (const std::string& text : seen.texts) line += "\n" + text;
    return line;
}

}  // namespace offlist
