#pragma once

#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/assert.hpp"

namespace millrace {

class Value;

namespace detail {

// Counted by hand so that a Value is 16 bytes: eight of payload, one of kind.
struct Shared {
    std::atomic<std::uint32_t> references{1};

    void retain() noexcept { references.fetch_add(1, std::memory_order_relaxed); }
    // True when that was the last reference. A sole owner pays no locked instruction: nobody else can add one.
    bool drop() noexcept {
        return references.load(std::memory_order_acquire) == 1 ||
               references.fetch_sub(1, std::memory_order_acq_rel) == 1;
    }
};
// The text follows in the same allocation.
struct StringRep : Shared {
    explicit StringRep(std::uint32_t text_size) : size(text_size) {}
    std::uint32_t size;

    char* data() noexcept { return reinterpret_cast<char*>(this + 1); }
};
struct ListRep;
struct MapRep;
struct Graveyard;

StringRep* make_string(std::string_view text);
void destroy(StringRep* rep) noexcept;
// Takes down whatever hangs on it without recursion, however deep.
void destroy(ListRep* rep) noexcept;
void destroy(MapRep* rep) noexcept;

}  // namespace detail

// Immutable, shared text. Copying costs one increment.
class String {
public:
    String() noexcept = default;  // ""
    String(std::string_view text) : rep_(text.empty() ? nullptr : detail::make_string(text)) {}
    String(const char* text) : String(std::string_view(text)) {}
    String(const std::string& text) : String(std::string_view(text)) {}
    String(const String& other) noexcept : rep_(other.rep_) {
        if (rep_ != nullptr) {
            rep_->retain();
        }
    }
    String(String&& other) noexcept : rep_(std::exchange(other.rep_, nullptr)) {}
    String& operator=(String other) noexcept {
        std::swap(rep_, other.rep_);
        return *this;
    }
    ~String() {
        if (rep_ != nullptr && rep_->drop()) {
            detail::destroy(rep_);
        }
    }

    std::string_view view() const noexcept {
        return rep_ == nullptr ? std::string_view() : std::string_view(rep_->data(), rep_->size);
    }
    operator std::string_view() const noexcept { return view(); }
    std::string str() const { return std::string(view()); }
    bool empty() const noexcept { return view().empty(); }
    std::size_t size() const noexcept { return view().size(); }

    friend bool operator==(const String& a, const String& b) noexcept {
        return a.rep_ == b.rep_ || a.view() == b.view();
    }
    friend auto operator<=>(const String& a, const String& b) noexcept { return a.view() <=> b.view(); }

private:
    detail::StringRep* rep_ = nullptr;
};

// A shared list; changing one that is shared copies it first.
class List {
public:
    List() noexcept = default;
    List(std::initializer_list<Value> items);
    explicit List(std::vector<Value> items);
    List(const List& other) noexcept;
    List(List&& other) noexcept : rep_(std::exchange(other.rep_, nullptr)) {}
    List& operator=(List other) noexcept {
        std::swap(rep_, other.rep_);
        return *this;
    }
    ~List();

    std::size_t size() const noexcept;
    bool empty() const noexcept { return size() == 0; }
    const Value& operator[](std::size_t index) const;
    const Value* begin() const noexcept;
    const Value* end() const noexcept;
    void push(Value value);
    void set(std::size_t index, Value value);

private:
    friend bool operator==(const Value& a, const Value& b) noexcept;

    detail::ListRep* rep_ = nullptr;
};

// A shared map from text to values, kept sorted by key (bytes), so that one content has one form.
class Map {
public:
    using Entry = std::pair<String, Value>;

    Map() noexcept = default;
    Map(std::initializer_list<Entry> entries);
    // In any order; the last of several with one key counts. One sort, where setting each would move the rest.
    explicit Map(std::vector<Entry> entries);
    Map(const Map& other) noexcept;
    Map(Map&& other) noexcept : rep_(std::exchange(other.rep_, nullptr)) {}
    Map& operator=(Map other) noexcept {
        std::swap(rep_, other.rep_);
        return *this;
    }
    ~Map();

    std::size_t size() const noexcept;
    bool empty() const noexcept { return size() == 0; }
    // Null when there is no such key. Valid until this map changes.
    const Value* find(std::string_view key) const noexcept;
    // nil when there is no such key.
    const Value& operator[](std::string_view key) const noexcept;
    const Entry* begin() const noexcept;
    const Entry* end() const noexcept;
    void set(String key, Value value);
    void erase(std::string_view key);

private:
    friend bool operator==(const Value& a, const Value& b) noexcept;

    detail::MapRep* rep_ = nullptr;
};

// What a variable holds. 16 bytes; strings, lists and maps are shared and copied only when changed.
// Integers and numbers are kept apart, as in Lua: 1 and 1.0 are equal but print differently.
class Value {
public:
    enum class Kind : std::uint8_t { nil, boolean, integer, number, string, list, map };

    constexpr Value() noexcept = default;
    Value(bool b) noexcept : kind_(Kind::boolean) { payload_.boolean = b; }
    Value(int n) noexcept : Value(static_cast<std::int64_t>(n)) {}
    Value(std::int64_t n) noexcept : kind_(Kind::integer) { payload_.integer = n; }
    Value(double d) noexcept : kind_(Kind::number) { payload_.number = d; }
    Value(const char* text) : Value(String(text)) {}
    Value(std::string_view text) : Value(String(text)) {}
    Value(const std::string& text) : Value(String(text)) {}
    Value(String text) noexcept : kind_(Kind::string) { std::construct_at(&payload_.string, std::move(text)); }
    Value(List list) noexcept : kind_(Kind::list) { std::construct_at(&payload_.list, std::move(list)); }
    Value(Map map) noexcept : kind_(Kind::map) { std::construct_at(&payload_.map, std::move(map)); }
    Value(const void*) = delete;  // a pointer would otherwise become true
    Value(const Value& other) noexcept : payload_(other.payload_), kind_(other.kind_) {
        if (kind_ >= Kind::string && payload_.shared != nullptr) {
            payload_.shared->retain();
        }
    }
    Value(Value&& other) noexcept : payload_(other.payload_), kind_(std::exchange(other.kind_, Kind::nil)) {}
    Value& operator=(const Value& other) noexcept {
        Value copy(other);
        swap(copy);
        return *this;
    }
    Value& operator=(Value&& other) noexcept {
        Value taken(std::move(other));
        swap(taken);
        return *this;
    }
    ~Value() {
        if (kind_ >= Kind::string && payload_.shared != nullptr && payload_.shared->drop()) {
            destroy();
        }
    }

    Kind kind() const noexcept { return kind_; }
    bool is_nil() const noexcept { return kind_ == Kind::nil; }
    bool is_bool() const noexcept { return kind_ == Kind::boolean; }
    bool is_integer() const noexcept { return kind_ == Kind::integer; }
    bool is_number() const noexcept { return kind_ == Kind::integer || kind_ == Kind::number; }  // either
    bool is_string() const noexcept { return kind_ == Kind::string; }
    bool is_list() const noexcept { return kind_ == Kind::list; }
    bool is_map() const noexcept { return kind_ == Kind::map; }
    // Everything but nil and false is true, as in Lua.
    bool truthy() const noexcept { return kind_ != Kind::nil && (kind_ != Kind::boolean || payload_.boolean); }

    // Each asserts its kind.
    bool as_bool() const {
        MILLRACE_ASSERT(is_bool());
        return payload_.boolean;
    }
    std::int64_t as_integer() const {
        MILLRACE_ASSERT(is_integer());
        return payload_.integer;
    }
    double as_number() const {  // an integer is converted
        MILLRACE_ASSERT(is_number());
        return kind_ == Kind::integer ? static_cast<double>(payload_.integer) : payload_.number;
    }
    std::string_view as_string() const {
        MILLRACE_ASSERT(is_string());
        return payload_.string.view();
    }
    String as_shared_string() const {  // the same text, shared, not copied
        MILLRACE_ASSERT(is_string());
        return payload_.string;
    }
    // The list or map inside, without a copy; valid while this value is.
    const List& as_list() const {
        MILLRACE_ASSERT(is_list());
        return payload_.list;
    }
    const Map& as_map() const {
        MILLRACE_ASSERT(is_map());
        return payload_.map;
    }

    // Member of a map; nil when this is no map or has no such member.
    const Value& operator[](std::string_view key) const noexcept;

    // Bytes of memory this value accounts for, shared parts counted fully each time. The same content gives the same
    // number, wherever it came from.
    std::size_t footprint() const noexcept;
    // Whether footprint and nesting stay within the limits. Stops looking as soon as they do not: sharing lets a few
    // bytes spell out a value of any size, so what a flow or a script made is asked this before it is kept.
    bool fits(std::size_t bytes_max, int depth_max) const noexcept;

    // Deep; 1 == 1.0; NaN equals nothing, but a shared list or map equals itself whatever is in it.
    friend bool operator==(const Value& a, const Value& b) noexcept;

private:
    friend struct detail::Graveyard;

    void destroy() noexcept;
    void swap(Value& other) noexcept {
        std::swap(payload_, other.payload_);
        std::swap(kind_, other.kind_);
    }

    // Copied as bits; the references are counted by Value. All three handles are one pointer to a detail::Shared.
    union Payload {
        constexpr Payload() noexcept : bits(0) {}
        Payload(const Payload& other) noexcept : bits(other.bits) {}
        Payload& operator=(const Payload& other) noexcept {
            bits = other.bits;
            return *this;
        }
        ~Payload() {}

        std::uint64_t bits;
        bool boolean;
        std::int64_t integer;
        double number;
        detail::Shared* shared;
        String string;
        List list;
        Map map;
    } payload_;
    Kind kind_ = Kind::nil;
};

static_assert(sizeof(Value) == 16, "steps copy values by the million; a wider one costs the engine its speed");

std::string_view to_text(Value::Kind kind);  // "nil", "boolean", "integer", …

// The one nil, to return by reference.
const Value& nil_value() noexcept;

}  // namespace millrace
