#include "api/openapi/openapi.hpp"

#include <algorithm>

#include "api/operations/catalogue.hpp"

namespace millrace::api {
namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    return result;
}

// "/api/flows/{key}/runs" + post → "post_api_flows_key_runs".
std::string operation_id(const Operation& op) {
    std::string id = lower(http::to_text(op.method));
    for (char c : op.path) {
        const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        if (word) {
            id += c == '.' ? '_' : c;
        } else if (id.back() != '_') {
            id += '_';
        }
    }
    while (id.back() == '_') {
        id.pop_back();
    }
    return id;
}

List parameters_of(const Operation& op) {
    List parameters;
    for (std::size_t at = op.path.find('{'); at != std::string::npos; at = op.path.find('{', at + 1)) {
        parameters.push(Map{{"name", op.path.substr(at + 1, op.path.find('}', at) - at - 1)},
                            {"in", "path"},
                            {"required", true},
                            {"schema", Map{{"type", "string"}}}});
    }
    if (op.creates) {
        parameters.push(Map{{"name", "Idempotency-Key"},
                            {"in", "header"},
                            {"schema", Map{{"type", "string"}}},
                            {"description", "The same key and body give the same answer for at least 24 hours."}});
    }
    return parameters;
}

Value described(const Operation& op) {
    Map shown{
        {"operationId", operation_id(op)},
        {"summary", op.summary},
        {"parameters", parameters_of(op)},
        {"x-permission", op.permission},
        {"responses",
         Map{{std::to_string(op.success), Map{{"description", op.summary}}},
             {"default", Map{{"description", "What went wrong."},
                             {"content", Map{{"application/problem+json",
                                              Map{{"schema", Map{{"$ref", "#/components/schemas/Problem"}}}}}}}}}}}};
    if (!op.input.fields.empty()) {
        shown.set("requestBody",
                  Map{{"content", Map{{"application/json", Map{{"schema", to_json_schema(op.input)}}}}}});
    }
    shown.set("security", op.door == Operation::Door::anybody ? Value(List{}) : Value(List{Map{{"token", List{}}}}));
    return shown;
}

}  // namespace

Value openapi_document() {
    Map paths;
    for (const Operation& op : operations()) {
        Map path = paths[op.path].is_map() ? paths[op.path].as_map() : Map{};
        path.set(lower(http::to_text(op.method)), described(op));
        paths.set(op.path, std::move(path));
    }
    const Value text = Map{{"type", "string"}};
    const Value problem = Map{
        {"type", "object"},
        {"properties",
         Map{{"type", text},
             {"title", text},
             {"status", Map{{"type", "integer"}}},
             {"code", text},
             {"detail", text},
             {"errors",
              Map{{"type", "array"},
                  {"items",
                   Map{{"type", "object"},
                       {"properties", Map{{"pointer", text}, {"code", text}, {"message", text}, {"node", text}}}}}}}}}};
    return Map{{"openapi", "3.1.0"},
               {"info", Map{{"title", "Millrace"}, {"version", MILLRACE_VERSION}}},
               {"paths", std::move(paths)},
               {"components", Map{{"schemas", Map{{"Problem", problem}}},
                                  {"securitySchemes", Map{{"token", Map{{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

}  // namespace millrace::api
