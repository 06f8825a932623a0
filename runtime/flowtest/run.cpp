#include "runtime/flowtest/run.hpp"

#include <algorithm>

#include "engine/value/json.hpp"
#include "runtime/flowtest/play/store_journals.hpp"

namespace millrace::flowtest {

Problems check_flow(const flow::Reading& reading, const std::vector<FlowFile>& neighbours, const World& world) {
    checks::World around;
    around.catalogue = world.catalogue;
    around.vocabulary = &world.words();
    around.check_script = world.check_script;
    const auto find = [&](std::string_view key) -> const flow::Document* {
        if (reading.document.key == key) {
            return &reading.document;
        }
        for (const FlowFile& one : neighbours) {
            if (one.reading.document.key == key) {
                return &one.reading.document;
            }
        }
        return nullptr;
    };
    around.callee = [&](std::string_view key) -> std::optional<checks::World::Callee> {
        const flow::Document* document = find(key);
        return document == nullptr ? std::nullopt : std::optional(checks::contract_of(*document, *world.catalogue));
    };
    around.exists = [&](std::string_view kind, std::string_view key) { return kind != "flow" || find(key) != nullptr; };
    return checks::check(reading, around);
}

namespace {

// Ids of one case never meet those of another: the store keeps them all.
constexpr std::uint64_t ids_per_case = 1 << 10;

class Runner {
public:
    Runner(const Suite& suite, const World& world, const RunOptions& options)
        : suite_(suite), world_(world), options_(options), store_(options.ways) {}

    Report run() {
        report_.complaints = suite_.complaints;
        for (const Script& script : suite_.scripts) {
            if (script.subject.empty() && script.document.empty()) {
                continue;  // what its first line should have said: there is a complaint
            }
            if (script.kind == Script::Kind::node && !options_.flows_only) {
                play(script, FlowSet(*world_.catalogue, world_.words()), {});
            } else if (script.kind == Script::Kind::flow) {
                play_flow(script);
            }
        }
        return std::move(report_);
    }

private:
    void play_flow(const Script& script) {
        std::vector<FlowFile> beside;
        if (const auto found = suite_.flows.find(folder_of(script.file)); found != suite_.flows.end()) {
            beside = found->second;
        }
        if (!script.document.empty()) {
            std::erase_if(beside, [&](const FlowFile& one) { return one.reading.document.key == script.subject; });
            beside.push_back({script.file, script.document, flow::read_text(script.document)});
        }
        const auto tested = std::find_if(beside.begin(), beside.end(), [&](const FlowFile& one) {
            return one.reading.document.key == script.subject;
        });
        if (tested == beside.end()) {
            report_.complaints.push_back(
                {script.file, script.line, 6,
                 "expected a flow with the key '" + script.subject + "' in this folder but there is none"});
            return;
        }
        FlowSet flows(*world_.catalogue, world_.words());
        std::string refused;
        for (const FlowFile& one : beside) {
            const bool itself = &one == &*tested;
            const Problems problems = check_flow(one.reading, beside, world_);
            for (const Problem& problem : problems) {
                if (itself && problem.severity == Severity::error && refused.empty()) {
                    const json::Position at = json::position_of(one.text, problem.pointer);
                    const int first = script.document.empty() ? 0 : script.document_line - 1;
                    refused = one.file + ":" + std::to_string(first + at.line) + ":" + std::to_string(at.column) +
                              ": " + problem.code + ": " + problem.message;
                }
            }
            // A neighbour that cannot be used is missed only if a case needs it.
            if (!checks::blocks_publish(problems)) {
                if (Status added = flows.add(one.reading.document); !added && itself && refused.empty()) {
                    refused = one.file + ": " + added.error().code + ": " + added.error().message;
                }
            }
        }
        if (const GraphPtr graph = flows.find(script.subject)) {
            report_.coverage.expect(*graph);
        }
        play(script, flows, refused);
    }

    void play(const Script& script, const FlowSet& flows, const std::string& refused) {
        for (const Case& one : script.cases) {
            if (!options_.only.empty() && (script.file + " " + one.name).find(options_.only) == std::string::npos) {
                continue;
            }
            if (!options_.case_named.empty() && one.name != options_.case_named) {
                continue;
            }
            CaseReport report{script.file, script.subject, one.name, one.line, {}, Way::straight};
            if (!refused.empty()) {
                report.failure = Failure{one.line, 1, "case " + one.name, "a flow that the check accepts", refused, {}};
            }
            for (const Way way : options_.ways) {
                if (!report.failure) {
                    report.failure = play(script, one, flows, way);
                    report.failed_in = way;
                }
            }
            report_.cases.push_back(std::move(report));
        }
    }

    std::optional<Failure> play(const Script& script, const Case& one, const FlowSet& flows, Way way) {
        const std::uint64_t first_id = ++plays_ * ids_per_case;
        const std::unique_ptr<Journals> journals = way == Way::straight ? straight_journals()
                                                   : way == Way::killed ? killed_journals()
                                                                        : store_.journals();
        CasePlay play(script, one, world_, flows, *journals, first_id);
        std::optional<Failure> failure = play.play();
        if (way == options_.ways.front() && play.player() != nullptr) {
            for (const PlayedRun& run : play.player()->runs()) {
                ++report_.runs;
                report_.coverage.add(run, play.flows());
                if (options_.played) {
                    options_.played(run, play.flows());
                }
            }
        }
        return failure;
    }

    const Suite& suite_;
    const World& world_;
    const RunOptions& options_;
    JournalStore store_;
    Report report_;
    std::uint64_t plays_ = 0;
};

}  // namespace

Report run(const Suite& suite, const World& world, const RunOptions& options) {
    return Runner(suite, world, options).run();
}

}  // namespace millrace::flowtest
