// Node types: what the palette shows, and new ones in Lua.

#include "api/operations/catalogue.hpp"
#include "api/operations/services.hpp"
#include "runtime/desk/audit/audit.hpp"

namespace millrace::api {
namespace {

struct UploadInput {
    std::string source;
    std::string help;
    std::string cases;
};
void describe(Fields<UploadInput>& fields) {
    fields.add("source", &UploadInput::source).required().help("A Lua file that returns a node type.");
    fields.add("help", &UploadInput::help).help("Markdown.");
    fields.add("cases", &UploadInput::cases).help("A .flowtest.");
}

Value shown(const NodeType& type) {
    List outputs;
    for (const Output& output : type.outputs) {
        outputs.push(Map{{"key", output.key}, {"kind", to_text(output.kind)}, {"title", output.title}});
    }
    static constexpr std::string_view from[] = {"fixed", "next", "options", "flow"};
    return Map{{"type", type.type},
               {"version", static_cast<std::int64_t>(type.version)},
               {"title", type.title},
               {"category", type.category},
               {"outputs", std::move(outputs)},
               {"outputs_from", from[static_cast<std::size_t>(type.outputs_from)]},
               {"settings_schema", to_json_schema(type.settings)},
               {"help", type.help},
               {"icon", type.icon}};
}

http::Answer list(const Call& call) {
    List items;
    for (const NodeTypePtr& type : call.services.catalogues.of(call.org())->all()) {
        items.push(shown(*type));
    }
    return http::Answer::json(Map{{"items", std::move(items)}});
}

http::Answer upload(const Call& call) {
    const Result<Value> body = call.body();
    if (!body) {
        return problem_of(body.error());
    }
    std::vector<Error> problems;
    check(fields_of<UploadInput>().schema(), *body, "", problems);
    if (!problems.empty()) {
        return problem_of({"request." + problems.front().code, problems.front().message, problems.front().pointer});
    }
    const auto input = from_value<UploadInput>(*body);
    const Result<publish::Upload> upload =
        publish::read_upload(call.services.catalogues, call.org(), {input.source, input.help, input.cases});
    if (!upload) {
        return problem_of(upload.error());
    }
    if (!upload->problems.empty()) {
        std::vector<http::Fault> faults;
        for (const Error& problem : upload->problems) {
            faults.push_back({"/source", problem.code, problem.message, {}});
        }
        return http::problem(
            422, {"node_type.invalid", "expected a Lua file that returns a node type but it has problems"}, faults);
    }
    std::optional<NodeType> stored;  // stays empty when the key was used before: then the type is there already
    http::Answer answer = write(call, 201, [&](store::Transaction& tx) -> Result<Value> {
        stored = publish::store_upload(tx, *upload);
        desk::record(
            {tx, call.services.feed, call.org(), call.caller.user_id}, "node_type.uploaded",
            "node_type:" + stored->type, {},
            Map{{"version", static_cast<std::int64_t>(stored->version)}, {"source_hash", stored->source_hash}});
        return shown(*stored);
    });
    if (answer.status == 201 && stored) {
        call.services.catalogues.add(call.org(), std::move(*stored));
    }
    return answer;
}

}  // namespace

void add_node_types(std::vector<Operation>& all) {
    Operation get;
    get.path = "/api/node-types";
    get.permission = "flow.read";
    get.summary = "All node types with their settings, outputs and help.";
    get.read = list;
    all.push_back(std::move(get));
    Operation post;
    post.method = http::Method::post;
    post.path = "/api/node-types";
    post.permission = "node_type.write";
    post.summary = "Uploads a node type written in Lua as a new version.";
    post.input = fields_of<UploadInput>().schema();
    post.read = upload;
    post.success = 201;
    post.creates = true;
    all.push_back(std::move(post));
}

}  // namespace millrace::api
