#include "api/openapi/openapi.hpp"

#include "api/openapi/words.hpp"
#include "api/operations/catalogue.hpp"

namespace millrace::api {
namespace {

std::string method_of(const Operation& op) {
    const std::string name = key_of(op);
    return name.substr(0, name.find(' '));
}

// What it is about: the word after /api/.
std::string resource_of(const Operation& op) {
    constexpr std::string_view api = "/api/";
    if (op.path.compare(0, api.size(), api) != 0) {
        return "server";
    }
    const std::string rest = op.path.substr(api.size());
    return rest.substr(0, rest.find_first_of("/."));
}

// "/api/flows/{key}/runs" + post → "post_api_flows_key_runs".
std::string operation_id(const Operation& op) {
    std::string id = method_of(op);
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
    for (const FieldSpec& word : op.query) {
        parameters.push(Map{{"name", word.key},
                            {"in", "query"},
                            {"schema", to_json_schema(Schema{{word}})["properties"][word.key]},
                            {"description", word.help}});
    }
    if (const Wording* said = wording_of(op)) {
        for (const auto& [name, help] : said->query) {
            parameters.push(
                Map{{"name", name}, {"in", "query"}, {"schema", Map{{"type", "string"}}}, {"description", help}});
        }
    }
    return parameters;
}

bool changes(const Operation& op) {
    return op.method != http::Method::get && op.method != http::Method::head;
}

// Which refusals to expect, by what the operation is; the code in the answer says the rest.
Map responses_of(const Operation& op) {
    const Map problem{{"application/problem+json", Map{{"schema", Map{{"$ref", "#/components/schemas/Problem"}}}}}};
    Map responses;
    const auto refuse = [&](const char* status, const char* why) {
        responses.set(status, Map{{"description", why}, {"content", problem}});
    };
    if (op.door != Operation::Door::anybody) {
        refuse("401", "No token, or one that is over.");
    }
    if (!op.permission.empty()) {
        refuse("403", "You may not do this.");
    }
    if (op.path.find('{') != std::string::npos) {
        refuse("404", "There is none, or you may not see it.");
    }
    if (changes(op)) {
        refuse("409", "Not possible as things are now; the answer says how they are.");
    }
    if (!op.input.fields.empty()) {
        refuse("400", "The body is no JSON.");
        refuse("413", "The body is too large.");
        refuse("422", "Well-formed, but something in it is wrong; a pointer says what.");
    }
    refuse("429", "Too often: Retry-After says when again.");
    refuse("503", "The server cannot take this now: Retry-After says when again.");
    const Wording* said = wording_of(op);
    const std::string answers(said != nullptr ? said->answers : std::string_view(op.answers));
    Map done{{"description", answers.empty() ? op.summary : answers}};
    responses.set(std::to_string(op.success), std::move(done));
    refuse("default", "What went wrong.");
    return responses;
}

Value described(const Operation& op) {
    Map shown{{"operationId", operation_id(op)}, {"summary", op.summary},         {"parameters", parameters_of(op)},
              {"x-permission", op.permission},   {"tags", List{resource_of(op)}}, {"responses", responses_of(op)}};
    if (!op.input.fields.empty()) {
        shown.set("requestBody",
                  Map{{"content", Map{{"application/json", Map{{"schema", to_json_schema(op.input)}}}}}});
    }
    static constexpr std::string_view doors[] = {"people", "visitors", "anybody"};
    shown.set("x-door", doors[static_cast<std::size_t>(op.door)]);
    shown.set("security", op.door == Operation::Door::anybody ? Value(List{}) : Value(List{Map{{"token", List{}}}}));
    return shown;
}

}  // namespace

Value openapi_document() {
    Map paths;
    for (const Operation& op : operations()) {
        Map path = paths[op.path].is_map() ? paths[op.path].as_map() : Map{};
        path.set(method_of(op), described(op));
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
