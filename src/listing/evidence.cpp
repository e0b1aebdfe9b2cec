#include "listing/evidence.hpp"

namespace offlist {

evidence evidence_of(const finding& f, std::string definition)
{
    evidence e;
    e.what = f.judged.what;
    e.reason = f.judged.reason;
    e.codes = f.judged.codes;
    e.meanings = f.judged.meanings;
    e.texts = f.texts;
    e.ttl = f.ttl;
    e.resolver = f.resolver;
    e.definition = std::move(definition);
    e.asked_at = f.asked_at;
    return e;
}

std::string definition_text(const blocklist& list)
{
    std::string text = list.id + '\n' + list.zone + '\n' + std::string(to_string(list.scope)) + '\n' +
                       std::to_string(static_cast<int>(list.form)) + '\n';
    for (const answer_rule& r : list.answers)
        text += std::to_string(r.first) + ' ' + std::to_string(r.last) + ' ' + std::to_string(r.bit) + ' ' +
                std::to_string(r.octet) + ' ' + std::string(to_string(r.result)) + ' ' +
                std::string(to_string(r.reason)) + ' ' + r.means + '\n';
    for (int k = 0; k < subject_kinds; ++k) {
        const auto kind = static_cast<subject_kind>(k);
        if (!list.asks(kind)) continue;
        text +=
            std::string(to_string(kind)) + ' ' + list.test_of(kind).listed + ' ' + list.test_of(kind).unlisted + '\n';
    }
    return text;
}

}  // namespace offlist
