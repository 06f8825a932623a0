// Tests of a flow: kept, run, and grown by what somebody has tried out.

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/etag.hpp"
#include "api/operations/flow_shapes.hpp"
#include "api/operations/flow_world.hpp"
#include "api/operations/input.hpp"
#include "engine/base/text.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/flows/kept_tests.hpp"
#include "runtime/flowtest/run.hpp"

namespace millrace::api {
namespace {

constexpr std::size_t cases_max = 500;
constexpr std::chrono::milliseconds time_of_a_test_run{10'000};
constexpr int append_attempts_max = 5;

PlayingPlaces& testing() {
    static PlayingPlaces places(1);
    return places;
}

struct PutTestsInput {
    std::optional<std::string> text;
};
void describe(Fields<PutTestsInput>& fields) {
    fields.add("text", &PutTestsInput::text).help("A .flowtest that begins with 'flow KEY'; empty: none.");
}

struct RunTestsInput {
    Value document;
    std::optional<std::string> text;
    std::string only;
};
void describe(Fields<RunTestsInput>& fields) {
    fields.add("document", &RunTestsInput::document).help("A millrace.flow/1 document; without it your draft.");
    fields.add("text", &RunTestsInput::text).help("A .flowtest; without it the one that is kept.");
    fields.add("only", &RunTestsInput::only).help("The name of the one case to run.");
}

struct AddCaseInput {
    std::string name;
    std::string text;
};
void describe(Fields<AddCaseInput>& fields) {
    fields.add("name", &AddCaseInput::name).required();
    fields.add("text", &AddCaseInput::text).required().help("Its lines, with or without 'case …' before them.");
}

bool is_flow(const Call& call) {
    const auto reader = call.services.store.reader();
    return store::find_flow(reader->org(call.org()), flow_key(call)).has_value();
}

desk::FlowTest kept_tests(const Call& call) {
    const auto reader = call.services.store.reader();
    const auto kept = desk::find_flow_test(reader->org(call.org()), flow_key(call));
    return kept ? *kept : desk::FlowTest{flow_key(call), "", desk::flow_test_etag(""), "", {}};
}

struct ReadTests {
    flowtest::Script script;
    flowtest::Complaints complaints;
};

// Of this flow, as it is drafted or published: a flow written into the file would be another one.
ReadTests read_tests(const std::string& key, std::string_view text) {
    ReadTests read;
    if (trim(text).empty()) {
        return read;
    }
    read.script = flowtest::parse_script(key + ".flowtest", text, read.complaints);
    const bool other =
        read.script.kind != flowtest::Script::Kind::flow || read.script.subject != key || !read.script.document.empty();
    if (other && (read.script.line > 0 && !read.script.subject.empty())) {
        read.complaints.insert(read.complaints.begin(),
                               {read.script.file, read.script.line, 1,
                                "expected the first line 'flow " + key + "' but it is about something else"});
    }
    if (read.script.cases.size() > cases_max) {
        read.complaints.push_back({read.script.file, read.script.cases[cases_max].line, 1,
                                   "expected at most " + std::to_string(cases_max) + " cases but there are " +
                                       std::to_string(read.script.cases.size())});
    }
    return read;
}

List show_complaints(const flowtest::Complaints& complaints) {
    List shown;
    for (const flowtest::Complaint& one : complaints) {
        shown.push(Map{{"line", one.line}, {"column", one.column}, {"message", one.message}});
    }
    return shown;
}

http::Answer malformed_tests(const flowtest::Complaints& complaints) {
    std::vector<http::Fault> faults;
    for (const flowtest::Complaint& one : complaints) {
        faults.push_back({"/text", "flow_test.malformed",
                          std::to_string(one.line) + ":" + std::to_string(one.column) + ": " + one.message, ""});
    }
    return http::problem(422,
                         {"flow_test.malformed", "expected tests as the guide of flow tests describes them but " +
                                                     std::to_string(complaints.size()) + " lines are none"},
                         faults, Map{{"complaints", show_complaints(complaints)}});
}

http::Answer tests(const Call& call) {
    if (!is_flow(call)) {
        return unknown_flow(call);
    }
    const desk::FlowTest kept = kept_tests(call);
    const auto reader = call.services.store.reader();
    return http::Answer::json(
               Map{{"text", kept.text},
                   {"updated_at", kept.author.empty() ? Value() : Value(to_text(kept.at))},
                   {"author", desk::text_or_nil(kept.author)},
                   {"author_name",
                    kept.author.empty() ? Value() : Value(name_of_author(reader->org(call.org()), kept.author))}})
        .with_etag(kept.etag);
}

Value saved(const desk::FlowTest& tests) {
    return Map{{"etag", tests.etag}, {"updated_at", to_text(tests.at)}};
}

http::Answer put_tests(const Call& call) {
    const Result<std::string> expected = seen_etag(call, "the tests'");
    if (!expected) {
        return problem_of(expected.error());
    }
    const Result<PutTestsInput> input = input_of<PutTestsInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (!is_flow(call)) {
        return unknown_flow(call);
    }
    if (!input->text) {
        return problem_of({"request.invalid", "expected the tests as text but found none", "/text"});
    }
    const std::string text = trim(*input->text).empty() ? std::string() : *input->text;
    if (const ReadTests read = read_tests(flow_key(call), text); !read.complaints.empty()) {
        return malformed_tests(read.complaints);
    }
    http::Answer answer = change_desk(call, 200,
                                      [key = flow_key(call), text, expected = *expected](
                                          const desk::Work& work, const desk::Viewer&) -> Result<Value> {
                                          const Result<desk::FlowTest> done =
                                              desk::save_flow_test(work, key, text, expected);
                                          return done ? Result<Value>(saved(*done)) : done.error();
                                      });
    return answer.status == 200 ? std::move(answer).with_etag(desk::flow_test_etag(text)) : std::move(answer);
}

// "case …" of the text itself gives way to the name.
std::string case_text(const AddCaseInput& input) {
    std::string_view lines = input.text;
    while (!lines.empty() && (lines.front() == '\n' || lines.front() == '\r' || lines.front() == ' ')) {
        lines.remove_prefix(1);
    }
    if (lines.starts_with("case ") || lines.starts_with("case\n")) {
        lines.remove_prefix(std::min(lines.find('\n'), lines.size() - 1) + 1);
    } else {
        lines = input.text;
    }
    std::string text = "case " + input.name + "\n" + std::string(lines);
    return text.back() == '\n' ? text : text + "\n";
}

http::Answer add_case(const Call& call) {
    const Result<AddCaseInput> input = input_of<AddCaseInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const std::string key = flow_key(call);
    if (trim(input->name).empty() || utf8_length(input->name) > 200 ||
        input->name.find_first_of("\n\r#\"") != std::string::npos || trim(input->name) != input->name) {
        return problem_of({"request.invalid",
                           "expected a name of 1 to 200 letters in one line, without # and quotes, but found another",
                           "/name"});
    }
    if (!is_flow(call)) {
        return unknown_flow(call);
    }
    if (auto before = answered_before(call, 201, once(call))) {
        return std::move(*before);
    }
    for (int attempt = 0;; ++attempt) {
        const desk::FlowTest kept = kept_tests(call);
        const ReadTests there = read_tests(key, kept.text);
        for (const flowtest::Case& one : there.script.cases) {
            if (one.name == input->name) {
                return problem_of({"flow_test.case_exists",
                                   "expected a name that no case has but there is one called '" + input->name + "'",
                                   "/name"});
            }
        }
        std::string text = kept.text.empty() ? "flow " + key + "\n" : kept.text;
        text += (text.ends_with('\n') ? "\n" : "\n\n") + case_text(*input);
        if (const ReadTests read = read_tests(key, text); !read.complaints.empty()) {
            return malformed_tests(read.complaints);
        }
        http::Answer answer = change_desk(
            call, 201, [key, text, etag = kept.etag](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
                const Result<desk::FlowTest> done = desk::save_flow_test(work, key, text, etag);
                return done ? Result<Value>(saved(*done)) : done.error();
            });
        // Somebody else has saved them meanwhile: it goes behind what they are now.
        if (answer.status != 412 || attempt == append_attempts_max) {
            return answer;
        }
    }
}

Value show_case(const flowtest::CaseReport& report) {
    Map shown{{"name", report.name},
              {"line", report.line},
              {"passed", !report.failure.has_value()},
              {"failed_in", report.failure ? Value(flowtest::to_text(report.failed_in)) : Value()},
              {"failure", Value()}};
    if (report.failure) {
        List transcript;
        for (const std::string& line : report.failure->transcript) {
            transcript.push(line);
        }
        shown.set("failure", Map{{"line", report.failure->line},
                                 {"column", report.failure->column},
                                 {"source", report.failure->source},
                                 {"expected", report.failure->expected},
                                 {"found", report.failure->seen},
                                 {"transcript", std::move(transcript)}});
    }
    return shown;
}

// Every node and wire of the flow, and whether some case went there.
Value show_coverage(const flow::Document& document, const flowtest::Coverage& coverage) {
    static const flowtest::Coverage::Flow nothing;
    const auto found = coverage.flows().find(document.key);
    const flowtest::Coverage::Flow& taken = found == coverage.flows().end() ? nothing : found->second;
    List nodes;
    List wires;
    for (const flow::Node& node : document.nodes) {
        nodes.push(Map{{"id", node.id}, {"taken", taken.nodes_taken.count(node.id) != 0}});
        for (const flow::Wire& wire : node.next) {
            wires.push(Map{{"node", node.id},
                           {"output", wire.output},
                           {"taken", taken.wires_taken.count(node.id + "." + wire.output) != 0}});
        }
    }
    List hooks;
    for (const flow::Hook& hook : document.hooks) {
        hooks.push(Map{{"on", hook.on},
                       {"to", hook.to},
                       {"taken", taken.wires_taken.count("hook " + hook.on + " → " + hook.to) != 0}});
    }
    const auto way = [&](const std::string& name, const std::string& to) {
        return to.empty() ? Value()
                          : Value(Map{{"to", to}, {"taken", taken.wires_taken.count(name + " → " + to) != 0}});
    };
    return Map{{"nodes", std::move(nodes)},
               {"wires", std::move(wires)},
               {"hooks", std::move(hooks)},
               {"on_error", way("on_error", document.on_error)},
               {"on_cancel", way("on_cancel", document.on_cancel)}};
}

Result<std::vector<flowtest::Way>> ways_of(const Call& call) {
    std::string_view wanted = call.request.query_value("ways").value_or("straight,killed");
    std::vector<flowtest::Way> ways;
    while (true) {
        const std::string_view one = wanted.substr(0, wanted.find(','));
        bool known = false;
        for (const flowtest::Way way : {flowtest::Way::straight, flowtest::Way::killed, flowtest::Way::stored}) {
            if (flowtest::to_text(way) == one) {
                ways.push_back(way);
                known = true;
            }
        }
        if (!known) {
            return Error{"request.malformed", "expected ways to be some of straight, killed and stored but found '" +
                                                  std::string(one) + "'"};
        }
        if (one.size() == wanted.size()) {
            return ways;
        }
        wanted.remove_prefix(one.size() + 1);
    }
}

http::Answer run_tests(const Call& call) {
    const Result<RunTestsInput> input = input_of<RunTestsInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const Result<std::vector<flowtest::Way>> ways = ways_of(call);
    if (!ways) {
        return problem_of(ways.error());
    }
    const Result<flow::Reading> reading = document_of(call, input->document);
    if (!reading) {
        return problem_of(reading.error());
    }
    const std::string key = flow_key(call);
    const std::string text = input->text ? *input->text : kept_tests(call).text;
    ReadTests read = read_tests(key, text);
    if (read.script.cases.size() > cases_max) {
        return problem_of({"flow_test.too_many",
                           "expected at most " + std::to_string(cases_max) + " cases but there are " +
                               std::to_string(read.script.cases.size()),
                           "/text"});
    }
    const PlayingPlaces::Place place = testing().take();
    if (!place) {
        return crowded();
    }
    const FlowWorld around = flow_world(call, reading->document, time_of_a_test_run);
    flowtest::Suite suite;
    // Lines that mean nothing are told; the cases are played without them only if they are all that is wrong.
    const bool ours = read.script.subject == key && read.script.document.empty();
    suite.complaints = std::move(read.complaints);
    if (ours) {
        suite.scripts.push_back(std::move(read.script));
    }
    std::vector<flowtest::FlowFile>& flows = suite.flows[flowtest::folder_of(key + ".flowtest")];
    for (const publish::PublishedFlowPtr& one : around.beside) {
        flows.push_back({one->key + ".json", one->text, {one->document, {}}});
    }
    flows.push_back({key + ".json", json::dump_pretty(flow::write(reading->document)), *reading});
    flowtest::RunOptions options;
    options.ways = *ways;
    options.case_named = input->only;
    options.flows_only = true;
    const flowtest::Report report = flowtest::run(suite, around.world, options);
    if (around.world.out_of_time()) {
        return problem_of({"flow_test.out_of_time",
                           "expected the tests to be played in " + std::to_string(time_of_a_test_run.count() / 1000) +
                               " s but they take longer: run " +
                               "fewer of them at once, or those of a folder with 'millrace test'"});
    }
    if (!input->only.empty() && report.cases.empty() && report.complaints.empty()) {
        return problem_of({"flow_test.unknown_case",
                           "expected the name of a case but there is none called '" + input->only + "'", "/only"});
    }
    List cases;
    for (const flowtest::CaseReport& one : report.cases) {
        cases.push(show_case(one));
    }
    return http::Answer::json(Map{{"passed", report.passed()},
                                  {"counts", Map{{"cases", static_cast<std::int64_t>(report.cases.size())},
                                                 {"failed", static_cast<std::int64_t>(report.failed())}}},
                                  {"cases", std::move(cases)},
                                  {"complaints", show_complaints(report.complaints)},
                                  {"coverage", show_coverage(reading->document, report.coverage)}});
}

}  // namespace

void add_flow_tests(std::vector<Operation>& all) {
    all.push_back(getting("/api/flows/{key}/tests", "flow.read", "Its tests, as one text.", tests));
    all.push_back(with_body_of(
        flow_body_bytes,
        with_method(http::Method::put, posting<PutTestsInput>("/api/flows/{key}/tests", "flow.write",
                                                              "Replaces its tests; needs If-Match.", put_tests))));
    all.push_back(
        with_body_of(flow_body_bytes, once_only(posting<AddCaseInput>("/api/flows/{key}/tests/cases", "flow.write",
                                                                      "Adds a case to its tests.", add_case, 201))));
    all.push_back(
        with_body_of(flow_body_bytes,
                     posting<RunTestsInput>("/api/flows/{key}/tests/run", "flow.read",
                                            "Runs its tests, or {text}, on your draft, or on {document}.", run_tests)));
}

}  // namespace millrace::api
