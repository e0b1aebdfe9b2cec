#include "store/engine/session_keeper.hpp"

#include <algorithm>
#include <utility>

namespace offlist::store {

connection& session_keeper::get()
{
    if (open_) return *open_;
    if (last_ && time_.steady() < not_before_) throw store_error(*last_);
    try {
        open_ = std::make_unique<connection>(where_, how_);
    } catch (const store_error& e) {
        pause_ = std::clamp(2 * pause_, first_pause, longest_pause);
        not_before_ = time_.steady() + pause_;
        last_ = e;
        throw;
    }
    pause_ = {};
    last_.reset();
    if (std::exchange(lost_, false)) news_->made_again();
    return *open_;
}

}  // namespace offlist::store
