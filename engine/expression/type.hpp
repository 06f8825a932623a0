#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/expression/template.hpp"

namespace millrace::expression {

// The kinds a value may have: a set, so that "text or nil" and "anything" are types too.
class Type {
public:
    constexpr Type() = default;  // no kind at all
    static constexpr Type of(Value::Kind kind) { return Type(static_cast<std::uint8_t>(1u << static_cast<int>(kind))); }
    static constexpr Type nil() { return of(Value::Kind::nil); }
    static constexpr Type boolean() { return of(Value::Kind::boolean); }
    static constexpr Type integer() { return of(Value::Kind::integer); }
    static constexpr Type real() { return of(Value::Kind::number); }  // a number that is no integer, such as 1.0
    static constexpr Type number() { return integer() | real(); }
    static constexpr Type string() { return of(Value::Kind::string); }
    static constexpr Type list() { return of(Value::Kind::list); }
    static constexpr Type map() { return of(Value::Kind::map); }
    static constexpr Type any() { return Type(0x7f); }

    constexpr bool may_be(Type other) const { return (kinds_ & other.kinds_) != 0; }
    constexpr bool is_only(Type other) const { return (kinds_ & ~other.kinds_) == 0; }
    constexpr bool has(Value::Kind kind) const { return may_be(of(kind)); }
    friend constexpr Type operator|(Type a, Type b) { return Type(static_cast<std::uint8_t>(a.kinds_ | b.kinds_)); }
    friend constexpr Type operator&(Type a, Type b) { return Type(static_cast<std::uint8_t>(a.kinds_ & b.kinds_)); }
    friend constexpr Type operator-(Type a, Type b) { return Type(static_cast<std::uint8_t>(a.kinds_ & ~b.kinds_)); }
    friend constexpr bool operator==(Type, Type) = default;

private:
    explicit constexpr Type(std::uint8_t kinds) : kinds_(kinds) {}
    std::uint8_t kinds_ = 0;
};

std::string to_text(Type type);  // "integer", "string or nil", "anything"

// What is known of a reference; any() when nothing is.
using TypeLookup = std::function<Type(const Reference&)>;

struct TypeProblem {
    std::string message;   // the sentence, then the line and a caret
    bool fails = true;     // evaluation would fail; else it is only pointless, as a comparison that is never true
    std::string sentence;  // alone …
    std::size_t at = 0;    // … and the part it speaks of: bytes of the whole text, of a template too
    std::size_t size = 0;
};

struct TypeReport {
    Type type;
    std::vector<TypeProblem> problems;
};

// Finds what must go wrong whatever the values are. A part that may be right is not reported.
TypeReport check_types(const Expression& expression, const TypeLookup& lookup);
TypeReport check_types(const Template& text, const TypeLookup& lookup);

}  // namespace millrace::expression
