#include "api/operations/node_type_trial.hpp"

#include <chrono>

#include "engine/script/chunk.hpp"
#include "runtime/flowtest/run.hpp"

namespace millrace::api {
namespace {

constexpr const char* cases_file = "cases.flowtest";
constexpr std::chrono::seconds patience{10};

std::vector<Error> compile_script(std::string_view code, const std::vector<std::string>&) {
    const auto chunk = script::Chunk::compile(std::string(code), script::Chunk::Shape::body);
    return chunk ? std::vector<Error>{} : std::vector<Error>{chunk.error()};
}

// Cases of another type, or of a whole flow, would prove nothing of this one.
void must_be_about(const std::string& type, flowtest::Suite& suite) {
    for (flowtest::Script& script : suite.scripts) {
        if (script.subject.empty() && script.document.empty()) {
            continue;  // its first line has a complaint of its own
        }
        if (script.kind != flowtest::Script::Kind::node || script.subject != type) {
            suite.complaints.push_back(
                {cases_file, script.line, 1,
                 "expected cases that begin 'node " + type + "' but they are of '" + script.subject + "'"});
            script.cases.clear();
        }
    }
}

Value shown_failure(const flowtest::CaseReport& one) {
    if (!one.failure) {
        return {};
    }
    List transcript;
    for (const std::string& line : one.failure->transcript) {
        transcript.push(line);
    }
    return Map{{"line", one.failure->line},     {"column", one.failure->column},
               {"source", one.failure->source}, {"expected", one.failure->expected},
               {"found", one.failure->seen},    {"transcript", std::move(transcript)}};
}

}  // namespace

flowtest::Report try_node_type(const Services& services, OrgId org, NodeType type, const std::string& cases) {
    Catalogue catalogue = *services.catalogues.of(org);
    const NodeTypePtr* newest = catalogue.find(type.type);
    type.version = newest == nullptr ? 1 : (*newest)->version + 1;
    flowtest::Suite suite;
    suite.add_script(cases_file, cases);
    must_be_about(type.type, suite);
    catalogue.add(std::move(type));

    const auto until = std::chrono::steady_clock::now() + patience;
    flowtest::World world;
    world.catalogue = &catalogue;
    world.vocabulary = &services.vocabulary;
    world.check_script = compile_script;
    world.out_of_time = [until] { return std::chrono::steady_clock::now() > until; };
    flowtest::RunOptions options;
    options.ways = {flowtest::Way::straight, flowtest::Way::killed};
    return flowtest::run(suite, world, options);
}

Value show_trial(const flowtest::Report& report) {
    List cases;
    for (const flowtest::CaseReport& one : report.cases) {
        cases.push(Map{{"name", one.name},
                       {"line", one.line},
                       {"passed", !one.failure.has_value()},
                       {"failed_in", one.failure ? Value(to_text(one.failed_in)) : Value()},
                       {"failure", shown_failure(one)}});
    }
    List complaints;
    for (const flowtest::Complaint& one : report.complaints) {
        complaints.push(Map{{"line", one.line}, {"column", one.column}, {"message", one.message}});
    }
    return Map{{"passed", report.passed()},
               {"counts", Map{{"cases", static_cast<std::int64_t>(report.cases.size())},
                              {"failed", static_cast<std::int64_t>(report.failed())}}},
               {"cases", std::move(cases)},
               {"complaints", std::move(complaints)}};
}

std::string first_failure(const flowtest::Report& report) {
    if (!report.complaints.empty()) {
        const flowtest::Complaint& one = report.complaints.front();
        return "line " + std::to_string(one.line) + ": " + one.message;
    }
    for (const flowtest::CaseReport& one : report.cases) {
        if (one.failure) {
            return "case '" + one.name + "', line " + std::to_string(one.failure->line) + ": expected " +
                   one.failure->expected + (one.failure->seen.empty() ? "" : " but " + one.failure->seen);
        }
    }
    return "";
}

}  // namespace millrace::api
