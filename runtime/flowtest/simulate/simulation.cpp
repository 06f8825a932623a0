#include "runtime/flowtest/simulate/simulation.hpp"

#include <algorithm>

#include "engine/value/json.hpp"
#include "runtime/flowtest/play/case_play.hpp"
#include "runtime/flowtest/play/happen.hpp"
#include "runtime/flowtest/play/harness.hpp"
#include "runtime/flowtest/script/given.hpp"
#include "runtime/flowtest/simulate/frames.hpp"
#include "runtime/flowtest/simulate/transcript.hpp"
#include "runtime/flowtest/simulate/words.hpp"

namespace millrace::flowtest {
namespace {

class SimulationPlay {
public:
    SimulationPlay(const FlowSet& flows, const World& world, const Simulation& simulation)
        : flows_(flows), world_(world), simulation_(simulation), facts_(simulation.facts) {}

    Result<Simulated> play() {
        if (Status arranged = arrange(); !arranged) {
            return arranged.error();
        }
        const Facts began_with = facts_;
        const auto journals = straight_journals();
        PlayerOptions options;
        options.calls_wait = true;
        options.learn = simulation_.learn;
        options.out_of_time = world_.out_of_time;
        Player player(flows_, facts_, *journals, options);
        Frames frames(player, simulation_.flow);
        if (Status begun = player.begin(simulation_.flow); !begun) {
            return begun.error();
        }
        Simulated simulated;
        std::vector<Moment> moments;
        std::size_t bytes = 0;
        const auto keep = [&](Map frame, std::string line) -> Status {
            moments.push_back(moment_of(player, line));
            frame.set("line", line.empty() ? Value() : Value(line));
            bytes += json::dump(Value(frame)).size();
            simulated.frames.push(std::move(frame));
            if (world_.out_of_time && world_.out_of_time()) {
                return Error{"simulation.out_of_time",
                             "expected the simulation to be played in the time there is but it takes longer: after " +
                                 std::to_string(simulated.frames.size() - 1) + " steps there was none left"};
            }
            if (bytes > simulation_.answer_bytes_max) {
                return Error{"simulation.too_large",
                             "expected an answer of at most " + std::to_string(simulation_.answer_bytes_max >> 20) +
                                 " MiB but after " + std::to_string(simulated.frames.size() - 1) +
                                 " steps it is larger"};
            }
            return {};
        };
        if (Status kept = keep(frames.next(), ""); !kept) {
            return kept.error();
        }
        for (const SimulationStep& step : simulation_.steps) {
            if (!player.troubles().empty()) {
                break;
            }
            std::string line = step.statement.source;
            const Status done = perform(player, step, line);
            Map frame = frames.next();
            if (!done) {
                frame.set("refused", done.error().message);
                frame.set("line", line.empty() ? Value() : Value(line));
                simulated.frames.push(std::move(frame));
                break;
            }
            // How a call was answered stands before the call; the line itself says nothing more.
            if (Status kept = keep(std::move(frame), line); !kept) {
                return kept.error();
            }
            if (step.statement.verb == Verb::http) {
                moments.back().line.clear();
            }
        }
        if (player.troubles().empty()) {
            tell(player, moments, began_with, simulated);
        } else {
            simulated.untold = player.troubles().front();
        }
        return simulated;
    }

private:
    Status arrange() {
        std::vector<StubFlow> stubs;
        for (const Statement& statement : simulation_.given) {
            if (const auto complaint = apply_given(statement, facts_, stubs)) {
                return Error{"request.invalid",
                             "line " + std::to_string(statement.line) + ", column " +
                                 std::to_string(complaint->column) + ": " + complaint->message,
                             "/given"};
            }
        }
        for (const StubFlow& stub : stubs) {
            if (Status added = flows_.add(stub_document(*world_.catalogue, stub)); !added) {
                return added;
            }
        }
        return {};
    }

    static Moment moment_of(const Player& player, std::string line) {
        const Conversation& c = player.desk().conversation();
        std::string queue;
        if (c.entry) {
            queue =
                written_word(c.entry->queue) + (c.entry->priority == "normal" ? "" : " priority=" + c.entry->priority);
        }
        return {std::move(line), c.messages.size(), player.effects().size(), std::move(queue)};
    }

    static Status perform(Player& player, const SimulationStep& step, std::string& line) {
        if (step.next) {
            if (player.due() == run::never) {
                return Error{"simulation.nothing_due", "expected something that waits for a time but nothing does"};
            }
            const Duration until = std::max(player.due() - player.now(), Duration{});
            line = "after " + to_text(until);
            player.after(until);
            return {};
        }
        if (step.anybody) {
            return happen_by_whoever(player, step.statement, line);
        }
        return happen(player, step.statement);
    }

    static Status happen_by_whoever(Player& player, Statement statement, std::string& line) {
        const Conversation& c = player.desk().conversation();
        if (c.agent.empty()) {
            return Error{"conversation.not_assigned",
                         "expected an agent to have the conversation but " +
                             (player.desk().open() ? "its status is " + c.status : std::string("there is none"))};
        }
        const std::size_t name = std::string_view("agent ").size();
        line.replace(name, statement.name.size(), written_word(c.agent));
        statement.name = c.agent;
        return happen(player, statement);
    }

    // Only what passes is handed out. A person writes less than everything: all of it only where it is needed.
    void tell(const Player& player, const std::vector<Moment>& moments, const Facts& began_with,
              Simulated& simulated) const {
        for (const Detail detail : {Detail::brief, Detail::exact}) {
            std::string text = transcribe(player, moments, simulation_.given, began_with, detail);
            simulated.untold = why_not(text);
            if (simulated.untold.empty()) {
                simulated.flowtest = std::move(text);
                return;
            }
        }
    }

    std::string why_not(const std::string& text) const {
        Complaints complaints;
        const Script script = parse_script("", "flow " + simulation_.flow + "\n" + text, complaints);
        if (!complaints.empty()) {
            return complaints.front().message;
        }
        const auto journals = straight_journals();
        CasePlay play(script, script.cases.front(), world_, flows_, *journals, 1);
        const std::optional<Failure> failure = play.play();
        return failure ? failure->source + ": expected " + failure->expected + " but " + failure->seen : "";
    }

    FlowSet flows_;
    const World& world_;
    const Simulation& simulation_;
    Facts facts_;
};

}  // namespace

Result<Simulated> simulate(const FlowSet& flows, const World& world, const Simulation& simulation) {
    return SimulationPlay(flows, world, simulation).play();
}

}  // namespace millrace::flowtest
