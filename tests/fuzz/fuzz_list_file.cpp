// Fuzzes list definitions: whatever a file of lists.d holds, it becomes sound definitions or problems that name a
// place.
#include <algorithm>
#include <blocklists/definition.hpp>
#include <cstdint>
#include <cstdlib>
#include <offlist/verdict.hpp>
#include <string>
#include <string_view>

namespace {

using namespace offlist;

// Not assert(): the corpus is also run by builds without assertions.
void must(bool holds)
{
    if (!holds) std::abort();
}

void use(const blocklist& list)
{
    must(!list.id.empty());
    must(!list.zone.empty());
    must(std::any_of(list.subjects.begin(), list.subjects.end(), [](bool asked) { return asked; }));
    must(!list.limits.per_second || *list.limits.per_second > 0);
    must(!list.limits.per_day || *list.limits.per_day > 0);
    for (const answer_rule& r : list.answers) {
        must(r.bit != 0 || r.first <= r.last);
        must((r.bit & (r.bit - 1)) == 0);
        must(r.octet >= 1 && r.octet <= 4);

        answer said;
        said.status = answer_status::answered;
        said.addresses.push_back(r.bit != 0 ? 0x7f000000U | static_cast<std::uint32_t>(r.bit) << 8 * (4 - r.octet)
                                            : r.last);
        const judgement judged = judge(said, list);
        must(judged.what != verdict::clean);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    definitions read;
    read_definitions(std::string_view(reinterpret_cast<const char*>(data), size), "fuzzed.toml", read);
    for (const problem& p : read.wrong) {
        must(p.file == "fuzzed.toml");
        must(!p.what.empty());
        must(p.line >= 0);
        must(p.to_string().find('\n') == std::string::npos);
    }
    if (read.wrong.empty())
        for (const auto& one : read.lists) use(one.list);
    return 0;
}
