#include "engine/script/sandbox/arena.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

#include "engine/script/faults.hpp"
#include "engine/script/sandbox/lua.hpp"

namespace millrace::script {
namespace {

// Of Lua's table nodes, on every 64-bit machine: a value, a key and the index of the next.
constexpr std::size_t node_bytes = 24;

// What a block costs the script, in instructions: making and later sweeping an object, touching fresh memory. Short
// strings are free: whether one is already there depends on what ran before, and the budget must not.
std::int64_t price(bool is_new, std::size_t kind, std::size_t size) {
    constexpr std::size_t short_string_bytes = 24 + 40 + 1;
    const auto volume = static_cast<std::int64_t>(size / 64);
    if (is_new && kind == LUA_TSTRING) {
        return size <= short_string_bytes ? 0 : 4 + volume;
    }
    return (is_new && kind != 0 ? 8 : 2) + volume;
}

bool is_hash_part(std::size_t size) {
    const std::size_t nodes = size / node_bytes;
    return size % node_bytes == 0 && (nodes & (nodes - 1)) == 0;
}

}  // namespace

Arena::~Arena() {
    for (Large* list : {&slabs_, &larges_}) {
        for (Large* at = list->next; at != list;) {
            Large* const next = at->next;
            std::free(static_cast<LargeHeader*>(at));
            at = next;
        }
    }
}

bool Arena::refuses(bool is_new, std::size_t kind, std::size_t old_size, std::size_t new_size) {
    if (fail_at > 0 && --fail_at == 0) {
        fail_at = 1;  // and every later one
        refused = Refused::memory;
        return true;
    }
    if (left_out("memory_cap")) {
        return false;
    }
    if (is_new && kind == LUA_TSTRING && new_size > limits_.string_bytes_max + 64 && !left_out("string_cap")) {
        refused = Refused::string;
        return true;
    }
    if (new_size > limits_.table_keys_max * node_bytes && is_hash_part(new_size) && !left_out("table_cap")) {
        refused = Refused::table;
        return true;
    }
    if (used_ - old_size + new_size > limits_.memory_bytes_hard) {
        refused = Refused::memory;
        return true;
    }
    return false;
}

void* Arena::resize(void* block, std::size_t old_size, std::size_t new_size) {
    const bool is_new = block == nullptr;
    const std::size_t kind = is_new ? old_size : 0;
    if (is_new) {
        old_size = 0;
    }
    if (new_size == 0) {
        if (!is_new) {
            give_back(block, old_size);
            used_ -= old_size;
        }
        return nullptr;
    }
    if (new_size > old_size) {
        if (refuses(is_new, kind, old_size, new_size)) {
            return nullptr;
        }
        owed += price(is_new, kind, new_size);
    }
    void* result = nullptr;
    if (is_new) {
        result = new_size <= small_max ? take_small((new_size + grain - 1) / grain) : take_large(new_size);
    } else if (old_size > small_max && new_size > small_max) {
        result = resize_large(block, old_size, new_size);
    } else if (old_size <= small_max && (old_size + grain - 1) / grain == (new_size + grain - 1) / grain) {
        result = block;
    } else {
        result = new_size <= small_max ? take_small((new_size + grain - 1) / grain) : take_large(new_size);
        if (result != nullptr) {
            std::memcpy(result, block, old_size < new_size ? old_size : new_size);
            give_back(block, old_size);
        }
    }
    if (result == nullptr) {
        refused = Refused::memory;
        return nullptr;
    }
    used_ += new_size - old_size;
    if (used_ > soft_cap && new_size > old_size && press != nullptr && !left_out("memory_cap")) {
        press(pressed_on);
    }
    return result;
}

void* Arena::take_small(std::size_t size_class) {
    if (Free* head = free_[size_class]) {
        free_[size_class] = head->next;
        return head;
    }
    const std::size_t size = size_class * grain;
    if (static_cast<std::size_t>(slab_end_ - slab_at_) < size) {
        auto* slab = static_cast<LargeHeader*>(std::malloc(sizeof(LargeHeader) + slab_size));
        if (slab == nullptr) {
            return nullptr;
        }
        // The rest of the old slab feeds the free lists.
        while (slab_end_ - slab_at_ >= static_cast<std::ptrdiff_t>(grain)) {
            const std::size_t rest = static_cast<std::size_t>(slab_end_ - slab_at_) / grain;
            auto* left = reinterpret_cast<Free*>(slab_at_);
            left->next = free_[rest];
            free_[rest] = left;
            slab_at_ += rest * grain;
        }
        slab->next = slabs_.next;
        slab->previous = &slabs_;
        slabs_.next->previous = slab;
        slabs_.next = slab;
        footprint_ += slab_size;
        slab_at_ = reinterpret_cast<char*>(slab + 1);
        slab_end_ = slab_at_ + slab_size;
    }
    void* const result = slab_at_;
    slab_at_ += size;
    return result;
}

void* Arena::take_large(std::size_t size) {
    auto* header = static_cast<LargeHeader*>(std::malloc(sizeof(LargeHeader) + size));
    if (header == nullptr) {
        return nullptr;
    }
    header->size = size;
    header->next = larges_.next;
    header->previous = &larges_;
    larges_.next->previous = header;
    larges_.next = header;
    footprint_ += size;
    return header + 1;
}

void* Arena::resize_large(void* block, std::size_t old_size, std::size_t new_size) {
    auto* header = static_cast<LargeHeader*>(block) - 1;
    auto* moved = static_cast<LargeHeader*>(std::realloc(header, sizeof(LargeHeader) + new_size));
    if (moved == nullptr) {
        return nullptr;
    }
    moved->size = new_size;
    moved->next->previous = moved;
    moved->previous->next = moved;
    footprint_ += new_size - old_size;
    return moved + 1;
}

void Arena::give_back(void* block, std::size_t size) {
    if (size > small_max) {
        auto* header = static_cast<LargeHeader*>(block) - 1;
        header->next->previous = header->previous;
        header->previous->next = header->next;
        footprint_ -= header->size;
        std::free(header);
        return;
    }
    const std::size_t size_class = (size + grain - 1) / grain;
    auto* freed = static_cast<Free*>(block);
    freed->next = free_[size_class];
    free_[size_class] = freed;
}

}  // namespace millrace::script
