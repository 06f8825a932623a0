#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/script/limits.hpp"

namespace millrace::script {

// All memory of one Lua state. Small blocks come from free lists over slabs, large ones are chained, so that the whole
// can be dropped without asking Lua to tidy up after itself.
//
// Two caps: over the soft one the block is still given, and `pressed` asks the guard to look at once (collecting in the
// middle of an allocation is where Lua 5.4.4 has known faults, so a normal limit never does). Over the hard cap, for a
// string or a hash part beyond its limit, and on a planted failure, nothing is given.
class Arena {
public:
    explicit Arena(const Limits& limits) : limits_(limits) {}
    ~Arena();
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    // A lua_Alloc. `old_size` of a new block is the kind of object it is for.
    void* resize(void* block, std::size_t old_size, std::size_t new_size);

    std::size_t used() const { return used_; }            // bytes that Lua holds
    std::size_t footprint() const { return footprint_; }  // bytes taken from the machine

    enum class Refused : std::uint8_t { nothing, memory, string, table };

    // Work that allocations are worth, for the guard to take from the budget.
    std::int64_t owed = 0;
    // From this many bytes on, `press` is called once; the guard sets it again.
    std::size_t soft_cap = 0;
    void (*press)(void*) = nullptr;
    void* pressed_on = nullptr;
    Refused refused = Refused::nothing;
    // For tests: the n-th allocation from now fails, and all that follow. 0: none.
    std::int64_t fail_at = 0;

private:
    struct Large {
        Large* next;
        Large* previous;
    };
    struct alignas(16) LargeHeader : Large {
        std::size_t size;
    };
    struct Free {
        Free* next;
    };

    void* take_small(std::size_t size_class);
    void* take_large(std::size_t size);
    void give_back(void* block, std::size_t size);
    void* resize_large(void* block, std::size_t old_size, std::size_t new_size);
    bool refuses(bool is_new, std::size_t kind, std::size_t old_size, std::size_t new_size);

    static constexpr std::size_t grain = 16;
// Under the address sanitizer every block is one of its own, so that it sees each step over an edge.
#if defined(__SANITIZE_ADDRESS__)
    static constexpr std::size_t small_max = 0;
#else
    static constexpr std::size_t small_max = 512;
#endif
    static constexpr std::size_t slab_size = std::size_t{32} << 10;

    const Limits& limits_;
    std::size_t used_ = 0;
    std::size_t footprint_ = 0;
    Free* free_[512 / grain + 1] = {};
    char* slab_at_ = nullptr;
    char* slab_end_ = nullptr;
    Large slabs_{&slabs_, &slabs_};
    Large larges_{&larges_, &larges_};
};

}  // namespace millrace::script
