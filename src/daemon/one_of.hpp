// one_of.hpp: one of those that a bound allows at once, counted as long as it lives, however it ends.
//
// Belongs to one thread. The number may outlive whoever counts: a coroutine is sometimes the last to go.
#pragma once
#include <memory>
#include <utility>

namespace offlist::daemon {

class one_of {
public:
    explicit one_of(std::shared_ptr<int> number) : number_(std::move(number)) { ++*number_; }
    ~one_of()
    {
        if (number_) --*number_;
    }
    one_of(one_of&&) noexcept = default;
    one_of(const one_of&) = delete;
    one_of& operator=(const one_of&) = delete;
    one_of& operator=(one_of&&) = delete;

private:
    std::shared_ptr<int> number_;
};

}  // namespace offlist::daemon
