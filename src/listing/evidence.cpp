#include "listing/evidence.hpp"

#include <offlist/checker.hpp>

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

}  // namespace offlist
