#pragma once

#include <utility>
#include <vector>

#include "engine/value/value.hpp"

// What stands behind List and Map. Only this folder looks inside.
namespace millrace::detail {

// The link is used only after the last reference has gone.
struct Container : Shared {
    explicit Container(bool map) : is_map(map) {}
    const bool is_map;
    Container* next_dead = nullptr;
};
struct ListRep : Container {
    explicit ListRep(std::vector<Value> values = {}) : Container(false), items(std::move(values)) {}
    std::vector<Value> items;
};
struct MapRep : Container {
    explicit MapRep(std::vector<Map::Entry> sorted = {}) : Container(true), entries(std::move(sorted)) {}
    std::vector<Map::Entry> entries;
};

// Lists and maps whose last reference has gone, chained through themselves: a script can nest deeper than the stack.
struct Graveyard {
    static void clear(Container* dead) noexcept;

private:
    static void bury(Value& value, Container*& dead) noexcept;
};

}  // namespace millrace::detail
