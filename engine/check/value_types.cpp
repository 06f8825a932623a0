#include "engine/check/value_types.hpp"

#include <fmt/format.h>

#include "engine/base/text.hpp"

namespace millrace::checks {

using expression::Type;

Type type_named(std::string_view declared) {
    if (declared == "string") {
        return Type::string();
    }
    if (declared == "integer") {
        return Type::integer();
    }
    if (declared == "number") {
        return Type::number();
    }
    if (declared == "boolean") {
        return Type::boolean();
    }
    if (declared == "list") {
        return Type::list();
    }
    return declared == "map" ? Type::map() : Type::any();
}

Type type_of(FieldKind kind) {
    switch (kind) {
        case FieldKind::integer:
            return Type::integer();
        case FieldKind::number:
            return Type::number();
        case FieldKind::boolean:
            return Type::boolean();
        case FieldKind::list:
            return Type::list();
        case FieldKind::map:
        case FieldKind::object:
            return Type::map();
        case FieldKind::expression:
        case FieldKind::any:
            return Type::any();
        default:
            return Type::string();
    }
}

Type type_of(const Value& literal) {
    return Type::of(literal.kind());
}

bool clashes(Type given, Type wanted) {
    const Type value = given - Type::nil();
    return !(value == Type()) && !value.may_be(wanted);
}

expression::TypeLookup types_known(const Facts& facts) {
    VariableTypes variables;
    for (const flow::Input& input : facts.document.input) {
        variables.insert_or_assign(input.name, type_named(input.type));
    }
    for (const flow::Variable& variable : facts.document.variables) {
        variables.insert_or_assign(variable.name, type_named(variable.type));
    }
    return types_known(std::move(variables), facts.words, *facts.world.vocabulary);
}

expression::TypeLookup types_known(VariableTypes variables, const expression::Vocabulary& words,
                                   const Vocabulary& vocabulary) {
    return [variables = std::move(variables), &words, &vocabulary](const expression::Reference& reference) {
        if (reference.is_variable) {
            const auto found = variables.find(reference.path.front());
            return found == variables.end() ? Type::any() : found->second | Type::nil();
        }
        if (reference.root >= root_scopes && !reference.path.empty()) {
            const std::string& scope = words.roots[static_cast<std::size_t>(reference.root)].name;
            const FieldSpec* member = vocabulary.scope(scope)->members.find(reference.path.front());
            return member ? type_of(member->kind) | Type::nil() : Type::any();
        }
        return Type::any();
    };
}

std::optional<UnknownMember> unknown_member(const expression::Reference& reference, const expression::Vocabulary& words,
                                            const Vocabulary& vocabulary) {
    if (reference.root < root_scopes || reference.path.empty()) {
        return std::nullopt;
    }
    UnknownMember slip;
    slip.scope = words.roots[static_cast<std::size_t>(reference.root)].name;
    const Schema& members = vocabulary.scope(slip.scope)->members;
    if (members.fields.empty() || members.find(reference.path.front())) {
        return std::nullopt;
    }
    for (const FieldSpec& member : members.fields) {
        slip.members.push_back(member.key);
    }
    slip.sentence =
        fmt::format("expected a member of {} but found \"{}\"", slip.scope, utf8_prefix(reference.path.front(), 80));
    return slip;
}

}  // namespace millrace::checks
