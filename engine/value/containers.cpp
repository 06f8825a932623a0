#include "engine/value/containers.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <type_traits>

namespace millrace {
namespace detail {

static_assert(sizeof(StringRep) == 8 && sizeof(String) == 8 && sizeof(List) == 8 && sizeof(Map) == 8);

StringRep* make_string(std::string_view text) {
    MILLRACE_ASSERT(text.size() <= std::numeric_limits<std::uint32_t>::max());
    void* memory = ::operator new(sizeof(StringRep) + text.size());
    auto* rep = new (memory) StringRep(static_cast<std::uint32_t>(text.size()));
    std::memcpy(rep->data(), text.data(), text.size());
    return rep;
}

void destroy(StringRep* rep) noexcept {
    rep->~StringRep();
    ::operator delete(rep);
}

void Graveyard::clear(Container* dead) noexcept {
    while (dead != nullptr) {
        Container* const container = dead;
        dead = container->next_dead;
        if (container->is_map) {
            auto* map = static_cast<MapRep*>(container);
            for (auto& [key, value] : map->entries) {
                bury(value, dead);
            }
            delete map;
        } else {
            auto* list = static_cast<ListRep*>(container);
            for (Value& value : list->items) {
                bury(value, dead);
            }
            delete list;
        }
    }
}

void Graveyard::bury(Value& value, Container*& dead) noexcept {
    if (value.kind_ < Value::Kind::list || value.payload_.shared == nullptr) {
        return;
    }
    auto* container = static_cast<Container*>(value.payload_.shared);
    value.kind_ = Value::Kind::nil;
    if (container->drop()) {
        container->next_dead = dead;
        dead = container;
    }
}

void destroy(ListRep* rep) noexcept {
    Graveyard::clear(rep);
}
void destroy(MapRep* rep) noexcept {
    Graveyard::clear(rep);
}

namespace {

// The representation, alone in using it: made when there is none, copied when it is shared.
template <class Rep>
Rep& own(Rep*& rep) {
    if (rep == nullptr) {
        rep = new Rep();
    } else if (rep->references.load(std::memory_order_acquire) != 1) {
        Rep* copy = nullptr;
        if constexpr (std::is_same_v<Rep, ListRep>) {
            copy = new Rep(rep->items);
        } else {
            copy = new Rep(rep->entries);
        }
        if (rep->drop()) {
            destroy(rep);
        }
        rep = copy;
    }
    return *rep;
}

template <class Rep>
Rep* shared(Rep* rep) noexcept {
    if (rep != nullptr) {
        rep->retain();
    }
    return rep;
}

template <class Rep>
void let_go(Rep* rep) noexcept {
    if (rep != nullptr && rep->drop()) {
        destroy(rep);
    }
}

}  // namespace
}  // namespace detail

List::List(std::initializer_list<Value> items) : List(std::vector<Value>(items)) {}
List::List(std::vector<Value> items) : rep_(items.empty() ? nullptr : new detail::ListRep(std::move(items))) {}
List::List(const List& other) noexcept : rep_(detail::shared(other.rep_)) {}
List::~List() {
    detail::let_go(rep_);
}

std::size_t List::size() const noexcept {
    return rep_ == nullptr ? 0 : rep_->items.size();
}
const Value& List::operator[](std::size_t index) const {
    MILLRACE_ASSERT(index < size());
    return rep_->items[index];
}
const Value* List::begin() const noexcept {
    return rep_ == nullptr ? nullptr : rep_->items.data();
}
const Value* List::end() const noexcept {
    return rep_ == nullptr ? nullptr : begin() + rep_->items.size();
}

void List::push(Value value) {
    detail::own(rep_).items.push_back(std::move(value));
}
void List::set(std::size_t index, Value value) {
    MILLRACE_ASSERT(index < size());
    detail::own(rep_).items[index] = std::move(value);
}

namespace {

bool key_less(const Map::Entry& entry, std::string_view key) {
    return entry.first.view() < key;
}
bool before(const Map::Entry& a, const Map::Entry& b) {
    return a.first < b.first;
}
bool same_key(const Map::Entry& a, const Map::Entry& b) {
    return a.first == b.first;
}

// Above this, halving beats looking at each; below, most keys differ in length and a look is one comparison.
constexpr std::size_t linear_max = 8;

}  // namespace

Map::Map(std::initializer_list<Entry> entries) : Map(std::vector<Entry>(entries)) {}
Map::Map(std::vector<Entry> entries) {
    if (entries.empty()) {
        return;
    }
    if (!std::is_sorted(entries.begin(), entries.end(), before)) {
        std::stable_sort(entries.begin(), entries.end(), before);
    }
    // Of each stretch with one key, keep the last: from the back, unique keeps the first it meets.
    const auto kept = std::unique(entries.rbegin(), entries.rend(), same_key);
    entries.erase(entries.begin(), kept.base());
    rep_ = new detail::MapRep(std::move(entries));
}
Map::Map(const Map& other) noexcept : rep_(detail::shared(other.rep_)) {}
Map::~Map() {
    detail::let_go(rep_);
}

std::size_t Map::size() const noexcept {
    return rep_ == nullptr ? 0 : rep_->entries.size();
}
const Map::Entry* Map::begin() const noexcept {
    return rep_ == nullptr ? nullptr : rep_->entries.data();
}
const Map::Entry* Map::end() const noexcept {
    return rep_ == nullptr ? nullptr : begin() + rep_->entries.size();
}

const Value* Map::find(std::string_view key) const noexcept {
    const Entry* const last = end();
    if (size() <= linear_max) {
        for (const Entry* entry = begin(); entry != last; ++entry) {
            if (entry->first.view() == key) {
                return &entry->second;
            }
        }
        return nullptr;
    }
    const Entry* const entry = std::lower_bound(begin(), last, key, key_less);
    return entry != last && entry->first.view() == key ? &entry->second : nullptr;
}

const Value& Map::operator[](std::string_view key) const noexcept {
    const Value* value = find(key);
    return value == nullptr ? nil_value() : *value;
}

void Map::set(String key, Value value) {
    auto& entries = detail::own(rep_).entries;
    // Readers and decoders set keys in order: look at the end first.
    if (entries.empty() || entries.back().first < key) {
        entries.emplace_back(std::move(key), std::move(value));
        return;
    }
    const auto at = std::lower_bound(entries.begin(), entries.end(), key.view(), key_less);
    if (at->first == key) {
        at->second = std::move(value);
    } else {
        entries.emplace(at, std::move(key), std::move(value));
    }
}

void Map::erase(std::string_view key) {
    if (find(key) == nullptr) {
        return;  // leaves a shared map shared
    }
    auto& entries = detail::own(rep_).entries;
    entries.erase(std::lower_bound(entries.begin(), entries.end(), key, key_less));
}

}  // namespace millrace
