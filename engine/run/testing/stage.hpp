#pragma once

// A run on a stage: flows by key, commands one after the other, and after each the proof that its journal folds to the
// same state, that a snapshot reads back as it was, and that deciding again gives the same bytes.

#include <map>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "engine/run/codec.hpp"
#include "engine/run/replay.hpp"
#include "engine/run/testing/words.hpp"
#include "engine/run/view.hpp"
#include "engine/value/json.hpp"

namespace millrace::run::testing {

using Names = std::vector<std::string>;

class Stage final : public Flows, public Answers {
public:
    // Nodes as JSON; the flow starts at `a`. `more` are further members of the document.
    std::uint64_t flow(std::string_view key, const std::string& nodes, const std::string& more = "") {
        const flow::Reading reading = flow::read_text(R"({"format":"millrace.flow/1","key":")" + std::string(key) +
                                                      R"(","title":"t","trigger":{"on":"api"},"start":"a",)" + more +
                                                      R"("nodes":)" + nodes + "}");
        for (const Problem& problem : reading.problems) {
            FAIL(problem.pointer << ": " << problem.message);
        }
        GraphPins pins;
        pins.version_id = graphs_.size() + 1;
        pins.number = 1;
        pins.keep_all_outputs = true;
        const auto compiled = compile(reading.document, types(), words(), pins);
        if (!compiled) {
            FAIL(compiled.error().code << ": " << compiled.error().message);
        }
        graphs_.push_back(*compiled);
        answers_["flow:" + json::dump(Value(key))] = Value(static_cast<std::int64_t>(pins.version_id));
        return pins.version_id;
    }

    GraphPtr version(std::uint64_t id) override {
        if (missing_versions.count(id) != 0) {
            throw MissingAnswer{Question{"version", Value(static_cast<std::int64_t>(id))}};
        }
        REQUIRE((id >= 1 && id <= graphs_.size()));
        return graphs_[id - 1];
    }

    void knows(const std::string& question, Value answer, const Value& about = {}) {
        answers_[question + (about.is_nil() ? "" : ":" + json::dump(about))] = std::move(answer);
    }
    const Value* find(const Question& question) override {
        asked.push_back(question.name);
        const auto found =
            answers_.find(question.name + (question.about.is_nil() ? "" : ":" + json::dump(question.about)));
        return found == answers_.end() ? nullptr : &found->second;
    }

    // Commands. Each REQUIREs to be decided and is committed.
    void start(Value input = Map{}, Subject subject = {}, std::uint64_t version = 1) {
        give(StartRun{77, 1, version, 4711, std::move(subject), input, Map{{"input", input}}});
    }
    void signal(std::string_view name, Value payload = Map{}) {
        give(DeliverSignal{Signal{String(name), std::move(payload)}, 0, {}, now});
    }
    void answer(ActivationId activation, std::string_view name, Value payload = Map{}) {
        give(DeliverSignal{Signal{String(name), std::move(payload)}, activation, {}, now});
    }
    void after(Duration duration) { now = now + duration; }
    void fire() { give(FireTimer{}); }
    void cancel() { give(CancelRun{"test"}); }
    void go_on() { give(ContinueRun{}); }

    void give(Command command) {
        Decision decision = decide_now(std::move(command));
        INFO(decision.error.message);
        REQUIRE(decision.kind == Decision::Kind::decided);
        commit(std::move(decision));
    }
    // For those that are not expected to be decided; the state must be as it was.
    Decision refuse(Command command) {
        const std::string before = bodies.empty() ? std::string() : encode_snapshot(state);
        Decision decision = decide_now(std::move(command));
        REQUIRE(decision.kind != Decision::Kind::decided);
        if (decision.kind != Decision::Kind::missing && !bodies.empty()) {
            CHECK(encode_snapshot(state) == before);
        }
        return decision;
    }
    Decision decide_now(Command command) {
        Machine machine{words(), *this};
        asked.clear();
        return decide(state, std::move(command), now, *this, machine);
    }

    void commit(Decision decision) {
        turn = std::move(decision.turn);
        const std::string lived = encode_snapshot(state);
        bodies.push_back(encode(turn, wants_snapshot(state, lived.size()) ? lived : std::string()));

        const Result<State> folded = fold(bodies, *this);
        REQUIRE(folded);
        CHECK(encode_snapshot(*folded) == lived);
        const Result<State> read = decode_snapshot(lived, *this);
        REQUIRE(read);
        CHECK(encode_snapshot(*read) == lived);
        Machine machine{words(), *this};
        const Result<Replay> again = replay(bodies, machine);
        REQUIRE(again);
        if (again->divergence) {
            FAIL("turn " << again->divergence->seq << ": " << again->divergence->expected << " / "
                         << again->divergence->found);
        }
        shown = again->turns.back();
    }

    // What is to be seen.
    Names at() const {  // nodes where something stands, in order of ids
        Names names;
        for (const Activation& activation : state.activations) {
            names.push_back(id_of(activation.frame, activation.node));
        }
        for (const Token& token : state.ready) {
            names.push_back(id_of(token.frame, token.node) + " next");
        }
        return names;
    }
    Names effects() const {  // of the last turn
        Names names;
        for (const EffectOrder& order : turn.effects) {
            names.push_back(order.name.str() + (order.payload["seat"].is_string()
                                                    ? " " + std::string(order.payload["seat"].as_string())
                                                    : std::string()));
        }
        return names;
    }
    Names events() const {  // of the last turn
        Names names;
        for (const Value& event : shown["events"].as_list()) {
            names.emplace_back(event["name"].as_string());
        }
        return names;
    }
    bool happened(std::string_view event) const {
        for (const std::string& name : events()) {
            if (name == event) {
                return true;
            }
        }
        return false;
    }
    Value var(std::string_view name) const { return Value(show(state)["vars"][name]); }
    const Activation& activation(std::string_view node) const {
        for (const Activation& activation : state.activations) {
            if (id_of(activation.frame, activation.node) == node) {
                return activation;
            }
        }
        FAIL("nothing stands at " << node);
        return state.activations.front();
    }
    std::string outcome() const { return state.outcome.str(); }
    std::string id_of(FrameId frame, NodeIndex node) const {
        return state.frame(frame)->graph->nodes[static_cast<std::size_t>(node)].id.str();
    }

    static const Catalogue& types() {
        static const Catalogue all = catalogue();
        return all;
    }
    static const Vocabulary& words() {
        static const Vocabulary all = vocabulary();
        return all;
    }

    Time now{1'767'603'600'000};
    State state;
    Turn turn;    // the last one
    Value shown;  // it, as the API shows it
    std::vector<std::string> bodies;
    Names asked;  // of the last decision
    std::set<std::uint64_t> missing_versions;

private:
    std::vector<GraphPtr> graphs_;
    std::map<std::string, Value> answers_;
};

}  // namespace millrace::run::testing
