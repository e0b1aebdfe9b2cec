// token_cache.hpp: tokens that were looked up in the last seconds, so that not every request asks the database.
//
// For one thread. A revocation by this process counts at once; one by another (the command line) within `kept`.
#pragma once
#include <accounts/token.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <store/accounts/token_table.hpp>

namespace offlist::api {

class token_cache {
public:
    using moment = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds kept{5};
    static constexpr std::size_t most = 10'000;  ///< about 3 MiB; beyond it everything is forgotten, and looked up anew

    [[nodiscard]] std::optional<store::token_record> find(const token_hash& hash, moment now) const;

    /// To be taken before the look-up that put() remembers, or a token revoked in between would live on.
    [[nodiscard]] std::uint64_t generation() const { return generation_; }
    void put(const token_hash& hash, store::token_record found, moment now, std::uint64_t looked_up_in);

    /// Something was revoked: nothing that is known may be trusted any more.
    void forget();

private:
    struct known {
        store::token_record token;
        moment since;
    };
    std::map<token_hash, known> known_;
    std::uint64_t generation_ = 0;
};

}  // namespace offlist::api
