#include <sweep/allocations.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> counted{0};
}

std::size_t offlist::test::allocations()
{
    return counted;
}

// The global functions of this test program; the sanitizers still see malloc and free.
void* operator new(std::size_t size)
{
    ++counted;
    if (void* memory = std::malloc(size != 0 ? size : 1)) return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}
