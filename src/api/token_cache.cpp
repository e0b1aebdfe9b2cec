#include "api/token_cache.hpp"

#include <utility>

namespace offlist::api {

std::optional<store::token_record> token_cache::find(const token_hash& hash, moment now) const
{
    const auto found = known_.find(hash);
    if (found == known_.end() || now - found->second.since >= kept) return std::nullopt;
    return found->second.token;
}

void token_cache::put(const token_hash& hash, store::token_record found, moment now, std::uint64_t looked_up_in)
{
    if (looked_up_in != generation_) return;
    if (known_.size() >= most) known_.clear();
    known_.insert_or_assign(hash, known{std::move(found), now});
}

void token_cache::forget()
{
    known_.clear();
    ++generation_;
}

}  // namespace offlist::api
