#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/check/facts.hpp"
#include "engine/expression/type.hpp"

namespace millrace::checks {

// What a declared type ("integer") or the kind of a setting allows; anything when nothing is declared.
expression::Type type_named(std::string_view declared);
expression::Type type_of(FieldKind kind);
expression::Type type_of(const Value& literal);

// Whatever it is, unless it is nil, it is not of the wanted type.
bool clashes(expression::Type given, expression::Type wanted);

// What is known of a reference before a run: declared variables and inputs, and members of scopes. Each may also be
// nil.
expression::TypeLookup types_known(const Facts& facts);
// The same for declared variables of these types, by name.
using VariableTypes = std::map<std::string, expression::Type, std::less<>>;
expression::TypeLookup types_known(VariableTypes variables, const expression::Vocabulary& words,
                                   const Vocabulary& vocabulary);

// A member that a scope, which lists its own, does not have.
struct UnknownMember {
    std::string sentence;
    std::string scope;
    std::vector<std::string> members;  // that it has
};
std::optional<UnknownMember> unknown_member(const expression::Reference& reference, const expression::Vocabulary& words,
                                            const Vocabulary& vocabulary);

}  // namespace millrace::checks
