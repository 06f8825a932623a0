// Node types: what the palette shows, their versions and who uses them, and new ones in Lua.

#include <charconv>

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/node_type_trial.hpp"
#include "api/operations/node_type_uses.hpp"
#include "api/operations/services.hpp"
#include "api/operations/text_limit.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/flowtest/script/file.hpp"

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
    fields.add("cases", &UploadInput::cases).help("A .flowtest; all of it must pass.");
}

// "contact_centre" → "Contact centre".
std::string category_title(const std::string& category) {
    std::string title = category;
    for (char& c : title) {
        c = c == '_' ? ' ' : c;
    }
    if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') {
        title[0] = static_cast<char>(title[0] - 'a' + 'A');
    }
    return title;
}

std::int64_t count_cases(const NodeType& type) {
    flowtest::Complaints ignored;  // they passed when they were taken
    return type.cases.empty() ? 0
                              : static_cast<std::int64_t>(flowtest::parse_script("", type.cases, ignored).cases.size());
}

Map shown(const NodeType& type, publish::Origin origin) {
    List outputs;
    for (const Output& output : type.outputs) {
        outputs.push(Map{{"key", output.key}, {"kind", to_text(output.kind)}, {"title", output.title}});
    }
    static constexpr std::string_view from[] = {"fixed", "next", "options", "flow"};
    return Map{{"type", type.type},
               {"version", static_cast<std::int64_t>(type.version)},
               {"title", type.title},
               {"category", type.category},
               {"category_title", category_title(type.category)},
               {"origin", to_text(origin)},
               {"outputs", std::move(outputs)},
               {"outputs_from", from[static_cast<std::size_t>(type.outputs_from)]},
               {"settings_schema", to_json_schema(type.settings)},
               {"help", type.help},
               {"icon", type.icon},
               {"cases", count_cases(type)}};
}

http::Answer list(const Call& call) {
    List items;
    for (const NodeTypePtr& type : call.services.catalogues.of(call.org())->all()) {
        items.push(shown(*type, call.services.catalogues.origin_of(type)));
    }
    return http::Answer::json(Map{{"items", std::move(items)}});
}

http::Answer unknown_type(std::string_view type) {
    return problem_of(
        {"node_type.unknown", "expected a node type but there is none with the name '" + std::string(type) + "'"});
}

http::Answer show(const Call& call) {
    const std::string name(call.param("type"));
    const auto catalogue = call.services.catalogues.of(call.org());
    const NodeTypePtr* type = catalogue->find(name);
    if (type == nullptr) {
        return unknown_type(name);
    }
    const publish::Origin origin = call.services.catalogues.origin_of(*type);
    const auto reader = call.services.store.reader();
    Map whole = shown(**type, origin);
    whole.set("versions", versions_of(*reader, call.org(), catalogue->versions(name), call.services.catalogues));
    whole.set("used_by", uses_of(reader->org(call.org()), name));
    return http::Answer::json(Value(std::move(whole)));
}

http::Answer show_version(const Call& call) {
    const std::string name(call.param("type"));
    const std::string_view written = call.param("version");
    const auto catalogue = call.services.catalogues.of(call.org());
    if (catalogue->find(name) == nullptr) {
        return unknown_type(name);
    }
    int number = 0;
    const auto [end, failed] = std::from_chars(written.data(), written.data() + written.size(), number);
    const NodeTypePtr* type =
        failed == std::errc() && end == written.data() + written.size() ? catalogue->find(name, number) : nullptr;
    if (type == nullptr) {
        return problem_of({"node_type.unknown_version",
                           "expected a version of " + name + " but there is no number " + std::string(written)});
    }
    return http::Answer::json(Map{{"type", name},
                                  {"version", number},
                                  {"origin", to_text(call.services.catalogues.origin_of(*type))},
                                  {"source", (*type)->source.empty() ? Value() : Value((*type)->source)},
                                  {"help", (*type)->help},
                                  {"cases", (*type)->cases}});
}

// The body, within its limits.
Result<UploadInput> uploaded(const Call& call) {
    Result<Value> body = call.body();
    if (!body) {
        return body.error();
    }
    std::vector<Error> problems;
    check(fields_of<UploadInput>().schema(), *body, "", problems);
    if (!problems.empty()) {
        return Error{"request." + problems.front().code, problems.front().message, problems.front().pointer};
    }
    auto input = from_value<UploadInput>(*body);
    for (const Status& fitting : {fits(input.help, "help"), fits(input.cases, "cases")}) {
        if (!fitting) {
            return fitting.error();
        }
    }
    return input;
}

// What was uploaded as a type that could be stored; else the answer that says why not.
struct Examined {
    publish::Upload upload;
    std::optional<http::Answer> refusal;
};
Examined examine(const Call& call, const UploadInput& input) {
    Result<publish::Upload> upload =
        publish::read_upload(call.services.catalogues, call.org(), {input.source, input.help, input.cases});
    if (!upload) {
        return {{}, problem_of(upload.error())};
    }
    if (!upload->problems.empty()) {
        std::vector<http::Fault> faults;
        for (const Error& problem : upload->problems) {
            faults.push_back({"/source", problem.code, problem.message, {}});
        }
        return {{},
                http::problem(422,
                              {"node_type.invalid", "expected a Lua file that returns a node type but it has problems"},
                              faults)};
    }
    return {std::move(*upload), std::nullopt};
}

http::Answer test(const Call& call) {
    const Result<UploadInput> input = uploaded(call);
    if (!input) {
        return problem_of(input.error());
    }
    Examined examined = examine(call, *input);
    if (examined.refusal) {
        return std::move(*examined.refusal);
    }
    return http::Answer::json(
        show_trial(try_node_type(call.services, call.org(), std::move(examined.upload.type), input->cases)));
}

// The catalogue's rule for what ships is that nothing comes without help and cases; of an org's own it is only said.
Value warnings_about(const UploadInput& input) {
    List warnings;
    if (input.cases.empty()) {
        warnings.push(Map{{"code", "node_type.no_cases"},
                          {"message", "expected cases that show what the type does but there are none"}});
    }
    if (input.help.empty()) {
        warnings.push(Map{{"code", "node_type.no_help"},
                          {"message", "expected help for those who use the type but there is none"}});
    }
    return warnings;
}

http::Answer upload(const Call& call) {
    const Result<UploadInput> input = uploaded(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (auto before = answered_before(call, 201, once(call))) {
        return std::move(*before);
    }
    const Examined examined = examine(call, *input);
    if (examined.refusal) {
        return *examined.refusal;
    }
    if (!input->cases.empty()) {
        const flowtest::Report report = try_node_type(call.services, call.org(), examined.upload.type, input->cases);
        if (!report.passed()) {
            const std::string why = first_failure(report);
            return http::problem(
                422, {"node_type.cases_failed", "expected all cases of the type to pass but not all do: " + why},
                std::vector<http::Fault>{{"/cases", "node_type.cases_failed", why, {}}},
                Map{{"report", show_trial(report)}});
        }
    }
    std::optional<NodeType> stored;  // stays empty when the key was used before: then the type is there already
    http::Answer answer = write(call, 201, [&](store::Transaction& tx) -> Result<Value> {
        stored = publish::store_upload(tx, examined.upload);
        desk::record(
            {tx, call.services.feed, call.org(), call.caller.user_id}, "node_type.uploaded",
            "node_type:" + stored->type, {},
            Map{{"version", static_cast<std::int64_t>(stored->version)}, {"source_hash", stored->source_hash}});
        Map made = shown(*stored, publish::Origin::org);
        made.set("warnings", warnings_about(*input));
        return Value(std::move(made));
    });
    if (answer.status == 201 && stored) {
        call.services.catalogues.add(call.org(), std::move(*stored));
    }
    return answer;
}

}  // namespace

void add_node_types(std::vector<Operation>& all) {
    all.push_back(
        getting("/api/node-types", "flow.read", "All node types with their settings, outputs and help.", list));
    all.push_back(getting("/api/node-types/{type}", "flow.read",
                          "One node type, with its versions and the flows that use it.", show));
    all.push_back(getting("/api/node-types/{type}/versions/{version}", "flow.read",
                          "The source, help and cases of one version.", show_version));
    all.push_back(posting<UploadInput>("/api/node-types/test", "node_type.write",
                                       "Plays the cases of a node type without storing it.", test));
    all.push_back(once_only(
        posting<UploadInput>("/api/node-types", "node_type.write",
                             "Uploads a node type written in Lua as a new version, if its cases pass.", upload, 201)));
}

}  // namespace millrace::api
