#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/text_place.hpp"
#include "engine/expression/template.hpp"
#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"

namespace millrace {

// A setting that is worked out when the node is entered.
struct DynamicSetting {
    enum class Kind : std::uint8_t { template_text, expression, binding };
    std::vector<std::string> path;    // below settings: {"url"}, {"headers", "X-Key"}, {"options", "0"}
    const FieldSpec* spec = nullptr;  // what it must come out as; null within a setting of kind any. The type's own.
    bool element = false;             // of a list or a map, where nothing can be left out
    Kind kind = Kind::expression;
    expression::Template text;
    expression::Expression expression;
    std::string binding;
};

// A setting whose meaning reaches beyond its node: a member of kind expression, variable or code.
struct NamedPart {
    std::vector<std::string> path;
    std::string text;
};

// What the settings of one node say, told apart once for the check and for the compiler.
struct NodeSettings {
    Value values;  // with defaults; settings of kind expression are their source text, dynamic ones stay as written
    std::vector<DynamicSetting> dynamic;
    // Settings of kind expression, which the node evaluates itself, when it wants to.
    struct Own {
        std::vector<std::string> path;
        std::string source;  // as in `values`
        expression::Expression expression;
    };
    std::vector<Own> expressions;
    std::vector<NamedPart> variables;  // that the node sets
    std::vector<NamedPart> scripts;
    // Every way in which they do not fit the type, with the check's codes ("flow.invalid_setting") and pointers below
    // `pointer`. With problems the rest is what could be understood.
    std::vector<Error> problems;
    // Of those that speak of a place inside their text, by their number in `problems`.
    std::map<std::size_t, TextPlace> places;
};
NodeSettings read_settings(const NodeType& type, const Value& settings, std::string_view pointer,
                           const expression::Vocabulary& words);

// Answers for dynamic settings while a node is entered.
class SettingEvaluator {
public:
    virtual Result<Value> evaluate(const expression::Expression& expression) = 0;
    virtual Result<String> render(const expression::Template& text) = 0;
    // What the org has bound to the name; nil is the error flow.binding_unresolved.
    virtual Result<Value> binding(std::string_view name) = 0;

protected:
    ~SettingEvaluator() = default;
};

// The value with the part at the path replaced; steps of the path that do not exist are made as maps.
Value replaced_at(const Value& root, const std::vector<std::string>& path, Value part);
std::string pointer_of(std::string_view base, const std::vector<std::string>& path);

}  // namespace millrace
