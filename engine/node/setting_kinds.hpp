#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/expression/expression.hpp"
#include "engine/value/fields.hpp"

namespace millrace {

// Expressions by their source, parsed and bound once for a graph.
using ExpressionTable = std::map<std::string, expression::Expression, std::less<>>;

// Settings of kind expression are source text in values and parsed expressions in a node's Settings. Whoever calls
// NodeBehavior::prepare says, on this thread and for as long as this lives, where they are found; no table, no
// expressions: reading one then is a broken invariant.
class UsingExpressions {
public:
    explicit UsingExpressions(const ExpressionTable& table);
    ~UsingExpressions();
    UsingExpressions(const UsingExpressions&) = delete;
    UsingExpressions& operator=(const UsingExpressions&) = delete;

    static expression::Expression find(std::string_view source);

private:
    const ExpressionTable* before_;
};

// A setting that is a JSON object from free names to T, in the order of the names.
template <class T>
struct Named {
    std::vector<std::pair<std::string, T>> items;

    bool empty() const { return items.empty(); }
    auto begin() const { return items.begin(); }
    auto end() const { return items.end(); }
};
using NamedExpressions = Named<expression::Expression>;

template <>
struct FieldTraits<expression::Expression> {
    static void describe(FieldSpec& spec) { spec.kind = FieldKind::expression; }
    static void read(const Value& value, expression::Expression& into) {
        into = UsingExpressions::find(value.as_string());
    }
    static Value write(const expression::Expression& from) {
        return from == expression::Expression() ? Value() : Value(from.source());
    }
};

template <class T>
struct FieldTraits<Named<T>> {
    static void describe(FieldSpec& spec) {
        spec.kind = FieldKind::map;
        FieldTraits<T>::describe(spec.element.emplace_back());
    }
    static void read(const Value& value, Named<T>& into) {
        into.items.clear();
        for (const auto& [name, item] : value.as_map()) {
            FieldTraits<T>::read(item, into.items.emplace_back(name.str(), T{}).second);
        }
    }
    static Value write(const Named<T>& from) {
        Map map;
        for (const auto& [name, item] : from) {
            map.set(name, FieldTraits<T>::write(item));
        }
        return map.empty() ? Value() : Value(std::move(map));
    }
};

}  // namespace millrace
