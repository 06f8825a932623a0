#include "api/openapi/flow_schema.hpp"

namespace millrace::api {
namespace {

const Value text = Map{{"type", "string"}};
const Value key = Map{{"type", "string"}, {"pattern", "^[a-z][a-z0-9_]{0,62}$"}};

Value object(Map properties, List required = {}) {
    Map schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) {
        schema.set("required", std::move(required));
    }
    return schema;
}

// For each type: its settings and the outputs it may be wired by.
List settings_by_type(const Catalogue& catalogue) {
    List rules;
    for (const NodeTypePtr& type : catalogue.all()) {
        Map next{{"type", "object"}, {"additionalProperties", key}};
        Map outputs;
        for (const Output& output : type->outputs) {
            outputs.set(output.key, Map{{"type", "string"}, {"description", output.title}});
        }
        next.set("properties", std::move(outputs));
        rules.push(Map{{"if", Map{{"properties", Map{{"type", Map{{"const", type->type}}}}}}},
                       {"then", Map{{"properties",
                                     Map{{"settings", to_json_schema(type->settings)}, {"next", std::move(next)}}}}}});
    }
    return rules;
}

}  // namespace

Value flow_json_schema(const Catalogue& catalogue) {
    List types;
    for (const std::string& name : catalogue.names()) {
        types.push(name);
    }
    Map node = object({{"type", Map{{"enum", std::move(types)}}},
                       {"title", text},
                       {"note", text},
                       {"settings", Map{{"type", "object"}}},
                       {"next", Map{{"type", "object"}, {"additionalProperties", key}}},
                       {"commit", Map{{"enum", List{"before"}}}}},
                      {"type"})
                   .as_map();
    node.set("allOf", settings_by_type(catalogue));
    const Value named = Map{{"type", "object"}, {"additionalProperties", Map{{"type", "object"}}}};
    Map schema =
        object({{"$schema", text},
                {"format", Map{{"const", "millrace.flow/1"}}},
                {"key", key},
                {"title", text},
                {"description", text},
                {"trigger", object({{"on", text},
                                    {"when", text},
                                    {"priority", Map{{"type", "integer"}}},
                                    {"if_running", Map{{"enum", List{"signal", "replace", "ignore"}}}}},
                                   {"on"})},
                {"input", named},
                {"variables", named},
                {"bindings", named},
                {"start", key},
                {"nodes", Map{{"type", "object"}, {"propertyNames", key}, {"additionalProperties", std::move(node)}}},
                {"hooks",
                 Map{{"type", "array"},
                     {"items", object({{"on", text}, {"when", text}, {"to", key}, {"repeat", Map{{"type", "boolean"}}}},
                                      {"on", "to"})}}},
                {"on_error", key},
                {"on_cancel", key},
                {"layout", Map{{"type", "object"}}}},
               {"format", "key", "title", "start", "nodes"})
            .as_map();
    schema.set("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.set("title", "A Millrace flow");
    return schema;
}

}  // namespace millrace::api
