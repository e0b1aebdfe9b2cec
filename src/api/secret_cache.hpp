// secret_cache.hpp: tokens and sign-ins that were looked up in the last seconds, so that not every request asks the
// database.
//
// For one thread. A revocation by this process counts at once; one by another (the command line) within `kept`.
#pragma once
#include <chrono>
#include <crypto/digest.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace offlist::api {

/// Of what stands behind a secret, by the secret's SHA-256.
template <class Record>
class secret_cache {
public:
    using moment = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds kept{5};
    static constexpr std::size_t most = 10'000;  ///< about 3 MiB; beyond it everything is forgotten, and looked up anew

    [[nodiscard]] const Record* find(const crypto::sha256_digest& hash, moment now) const
    {
        const auto found = known_.find(hash);
        if (found == known_.end() || now - found->second.since >= kept) return nullptr;
        return &found->second.record;
    }

    /// To be taken before the look-up that put() remembers, or what is revoked in between would live on.
    [[nodiscard]] std::uint64_t generation() const { return generation_; }
    void put(const crypto::sha256_digest& hash, Record found, moment now, std::uint64_t looked_up_in)
    {
        if (looked_up_in != generation_) return;
        if (known_.size() >= most) known_.clear();
        known_.insert_or_assign(hash, known{std::move(found), now});
    }

    /// Something was revoked: nothing that is known may be trusted any more.
    void forget()
    {
        known_.clear();
        ++generation_;
    }

private:
    struct known {
        Record record;
        moment since;
    };
    std::map<crypto::sha256_digest, known> known_;
    std::uint64_t generation_ = 0;
};

}  // namespace offlist::api
