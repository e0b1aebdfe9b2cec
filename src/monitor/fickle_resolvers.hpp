// fickle_resolvers.hpp: which resolvers are not believed for a while, since their tests come right by their cache
// alone.
//
// A resolver with strict QNAME minimisation loses a listed test entry whose labels it has not stopped at before, and
// brings it home once it keeps them in its cache, while fresh subjects go on being lost. So what it lost once holds for
// longer than such a cache. Steady time; for one thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <dns/pipeline.hpp>
#include <map>
#include <string>
#include <string_view>
#include <sweep/summary.hpp>
#include <utility>
#include <vector>

namespace offlist {

class fickle_resolvers {
public:
    /// Longer than resolvers keep a "no" (an hour at most with their defaults), and most test entries.
    static constexpr std::chrono::hours kept{2};

    /// What a sweep has shown, the resolvers in their order.
    void saw(const std::vector<resolver_summary>& resolvers, dns::steady_time now)
    {
        seen_.resize(resolvers.size());
        for (std::size_t r = 0; r < resolvers.size(); ++r)
            for (const std::string& whose : resolvers[r].fickle_about) {
                seen_[r][whose] = now;
                if (!resolvers[r].proven) seen_[r][std::string(nobody_else)] = now;
            }
    }
    /// Those about which two operators' entries agree, or one's that no other contradicts (a list among others may be
    /// fickle itself), with the words for a person.
    [[nodiscard]] std::vector<std::pair<std::uint8_t, std::string>> distrusted(dns::steady_time now)
    {
        std::vector<std::pair<std::uint8_t, std::string>> all;
        for (std::size_t r = 0; r < seen_.size(); ++r) {
            std::erase_if(seen_[r], [now](const auto& one) { return now - one.second >= kept; });
            if (seen_[r].size() >= 2)
                all.emplace_back(static_cast<std::uint8_t>(r),
                                 "loses names of several labels until they are in its cache (seen within two hours): "
                                 "unbound: qname-minimisation-strict: no; BIND: qname-minimization relaxed");
        }
        return all;
    }

private:
    static constexpr std::string_view nobody_else = "nobody else";  // counts as an operator

    std::vector<std::map<std::string, dns::steady_time>> seen_;  // by resolver: operator, when last
};

}  // namespace offlist
