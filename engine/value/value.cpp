#include "engine/value/value.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>

namespace millrace {
namespace detail {

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

// Lists and maps whose last reference has gone, chained through themselves: a script can nest deeper than the stack.
struct Graveyard {
    static void clear(Container* dead) noexcept {
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

private:
    static void bury(Value& value, Container*& dead) noexcept {
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
};

void destroy(ListRep* rep) noexcept { Graveyard::clear(rep); }
void destroy(MapRep* rep) noexcept { Graveyard::clear(rep); }

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
List::~List() { detail::let_go(rep_); }

std::size_t List::size() const noexcept { return rep_ == nullptr ? 0 : rep_->items.size(); }
const Value& List::operator[](std::size_t index) const {
    MILLRACE_ASSERT(index < size());
    return rep_->items[index];
}
const Value* List::begin() const noexcept { return rep_ == nullptr ? nullptr : rep_->items.data(); }
const Value* List::end() const noexcept { return rep_ == nullptr ? nullptr : begin() + rep_->items.size(); }

void List::push(Value value) { detail::own(rep_).items.push_back(std::move(value)); }
void List::set(std::size_t index, Value value) {
    MILLRACE_ASSERT(index < size());
    detail::own(rep_).items[index] = std::move(value);
}

namespace {

bool key_less(const Map::Entry& entry, std::string_view key) { return entry.first.view() < key; }
bool before(const Map::Entry& a, const Map::Entry& b) { return a.first < b.first; }
bool same_key(const Map::Entry& a, const Map::Entry& b) { return a.first == b.first; }

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
Map::~Map() { detail::let_go(rep_); }

std::size_t Map::size() const noexcept { return rep_ == nullptr ? 0 : rep_->entries.size(); }
const Map::Entry* Map::begin() const noexcept { return rep_ == nullptr ? nullptr : rep_->entries.data(); }
const Map::Entry* Map::end() const noexcept { return rep_ == nullptr ? nullptr : begin() + rep_->entries.size(); }

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

void Value::destroy() noexcept {
    if (kind_ == Kind::string) {
        detail::destroy(static_cast<detail::StringRep*>(payload_.shared));
    } else {
        detail::Graveyard::clear(static_cast<detail::Container*>(payload_.shared));
    }
}

const Value& Value::operator[](std::string_view key) const noexcept {
    return is_map() ? payload_.map[key] : nil_value();
}

namespace {

// Adds up a value until a limit is passed.
struct Meter {
    std::size_t bytes_max;
    std::size_t bytes = 0;

    bool add(std::size_t more) {
        bytes += more;
        return bytes <= bytes_max;
    }
    bool add_text(std::string_view text) { return text.empty() || add(sizeof(detail::StringRep) + text.size()); }

    // What hangs on the value; its own 16 bytes are counted by whoever holds it.
    bool measure(const Value& value, int depth_left) {
        if (value.is_string()) {
            return add_text(value.as_string());
        }
        if (value.is_list()) {
            const List& list = value.as_list();
            if (depth_left == 0 || !add(sizeof(detail::ListRep) + list.size() * sizeof(Value))) {
                return false;
            }
            return std::all_of(list.begin(), list.end(),
                               [&](const Value& item) { return measure(item, depth_left - 1); });
        }
        if (value.is_map()) {
            const Map& map = value.as_map();
            if (depth_left == 0 || !add(sizeof(detail::MapRep) + map.size() * sizeof(Map::Entry))) {
                return false;
            }
            return std::all_of(map.begin(), map.end(), [&](const Map::Entry& entry) {
                return add_text(entry.first) && measure(entry.second, depth_left - 1);
            });
        }
        return true;
    }
};

// Exact, also where the number has no room for every integer.
bool equal(std::int64_t integer, double number) {
    constexpr double limit = 9223372036854775808.0;
    return number >= -limit && number < limit && std::trunc(number) == number &&
           static_cast<std::int64_t>(number) == integer;
}

}  // namespace

std::size_t Value::footprint() const noexcept {
    Meter meter{std::numeric_limits<std::size_t>::max()};
    meter.add(sizeof(Value));
    meter.measure(*this, std::numeric_limits<int>::max());
    return meter.bytes;
}

bool Value::fits(std::size_t bytes_max, int depth_max) const noexcept {
    Meter meter{bytes_max};
    return meter.add(sizeof(Value)) && meter.measure(*this, depth_max);
}

bool operator==(const Value& a, const Value& b) noexcept {
    using Kind = Value::Kind;
    if (a.kind_ != b.kind_) {
        if (a.kind_ == Kind::integer && b.kind_ == Kind::number) {
            return equal(a.payload_.integer, b.payload_.number);
        }
        return a.kind_ == Kind::number && b.kind_ == Kind::integer && equal(b.payload_.integer, a.payload_.number);
    }
    switch (a.kind_) {
        case Kind::nil:
            return true;
        case Kind::boolean:
            return a.payload_.boolean == b.payload_.boolean;
        case Kind::integer:
            return a.payload_.integer == b.payload_.integer;
        case Kind::number:
            return a.payload_.number == b.payload_.number;
        case Kind::string:
            return a.payload_.string == b.payload_.string;
        case Kind::list: {
            const List& left = a.payload_.list;
            const List& right = b.payload_.list;
            return left.rep_ == right.rep_ || std::equal(left.begin(), left.end(), right.begin(), right.end());
        }
        case Kind::map: {
            const Map& left = a.payload_.map;
            const Map& right = b.payload_.map;
            return left.rep_ == right.rep_ || std::equal(left.begin(), left.end(), right.begin(), right.end());
        }
    }
    return false;
}

std::string_view to_text(Value::Kind kind) {
    switch (kind) {
        case Value::Kind::nil:
            return "nil";
        case Value::Kind::boolean:
            return "boolean";
        case Value::Kind::integer:
            return "integer";
        case Value::Kind::number:
            return "number";
        case Value::Kind::string:
            return "string";
        case Value::Kind::list:
            return "list";
        case Value::Kind::map:
            return "map";
    }
    return "nil";
}

const Value& nil_value() noexcept {
    static constinit const Value nil;
    return nil;
}

}  // namespace millrace
