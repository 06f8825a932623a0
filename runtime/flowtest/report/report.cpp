#include "runtime/flowtest/report/report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/flowtest/play/matching.hpp"

namespace millrace::flowtest {

std::size_t Report::failed() const {
    return static_cast<std::size_t>(
        std::count_if(cases.begin(), cases.end(), [](const CaseReport& one) { return one.failure.has_value(); }));
}

namespace {

constexpr std::size_t lines_shown_max = 60;

std::string show(const CaseReport& one) {
    const Failure& failure = *one.failure;
    std::string text =
        fmt::format("{}:{}:{}: {}, case '{}'", one.file, failure.line, failure.column, one.subject, one.name);
    if (one.failed_in != Way::straight) {
        text += fmt::format(" ({})", to_text(one.failed_in));
    }
    text += fmt::format("\n  line      {}\n  expected  {}\n", failure.source, failure.expected);
    if (!failure.seen.empty()) {
        text += fmt::format("  but       {}\n", failure.seen);
    }
    const std::size_t from = failure.transcript.size() - std::min(failure.transcript.size(), lines_shown_max);
    if (from > 0) {
        text += fmt::format("    | … {} lines before\n", from);
    }
    for (std::size_t i = from; i < failure.transcript.size(); ++i) {
        text += "    | " + failure.transcript[i] + "\n";
    }
    return text + "\n";
}

std::string percent(std::size_t taken, std::size_t all) {
    return fmt::format("{}/{}", taken, all);
}

}  // namespace

std::string to_text(const Report& report) {
    std::string text;
    for (const Complaint& complaint : report.complaints) {
        text += to_text(complaint) + "\n";
    }
    for (const CaseReport& one : report.cases) {
        if (one.failure) {
            text += show(one);
        }
    }
    if (!report.coverage.flows().empty()) {
        text += "coverage           nodes    wires\n";
    }
    for (const auto& [key, flow] : report.coverage.flows()) {
        text += fmt::format("  {:<16} {:<8} {}\n", key, percent(flow.nodes_taken.size(), flow.nodes.size()),
                            percent(flow.wires_taken.size(), flow.wires.size()));
        if (const auto nodes = flow.nodes_left(); !nodes.empty()) {
            text += "    not entered: " + join(nodes) + "\n";
        }
        if (const auto wires = flow.wires_left(); !wires.empty()) {
            text += "    not taken: " + join(wires) + "\n";
        }
    }
    const std::size_t failed = report.failed() + report.complaints.size();
    return text + fmt::format("{} passed, {} failed\n", report.cases.size() - report.failed(), failed);
}

Value to_value(const Report& report) {
    const auto number = [](std::size_t n) { return Value(static_cast<std::int64_t>(n)); };
    const auto texts = [](const std::vector<std::string>& all) {
        List list;
        for (const std::string& one : all) {
            list.push(one);
        }
        return list;
    };
    List complaints;
    for (const Complaint& one : report.complaints) {
        complaints.push(Map{{"file", one.file}, {"line", one.line}, {"column", one.column}, {"message", one.message}});
    }
    List cases;
    for (const CaseReport& one : report.cases) {
        Map shown{{"file", one.file},
                  {"subject", one.subject},
                  {"name", one.name},
                  {"line", one.line},
                  {"passed", !one.failure.has_value()}};
        if (one.failure) {
            shown.set("failure", Map{{"line", one.failure->line},
                                     {"column", one.failure->column},
                                     {"source", one.failure->source},
                                     {"expected", one.failure->expected},
                                     {"seen", one.failure->seen},
                                     {"way", to_text(one.failed_in)},
                                     {"transcript", texts(one.failure->transcript)}});
        }
        cases.push(std::move(shown));
    }
    List coverage;
    for (const auto& [key, flow] : report.coverage.flows()) {
        coverage.push(Map{{"flow", key},
                          {"nodes", number(flow.nodes.size())},
                          {"nodes_taken", number(flow.nodes_taken.size())},
                          {"nodes_left", texts(flow.nodes_left())},
                          {"wires", number(flow.wires.size())},
                          {"wires_taken", number(flow.wires_taken.size())},
                          {"wires_left", texts(flow.wires_left())}});
    }
    return Map{{"passed", report.passed()},
               {"counts", Map{{"cases", number(report.cases.size())},
                              {"failed", number(report.failed())},
                              {"runs", number(report.runs)}}},
               {"complaints", std::move(complaints)},
               {"cases", std::move(cases)},
               {"coverage", std::move(coverage)}};
}

}  // namespace millrace::flowtest
