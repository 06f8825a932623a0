#include "engine/run/replay.hpp"

#include <exception>

#include "engine/run/codec.hpp"
#include "engine/run/view.hpp"
#include "engine/value/json.hpp"

namespace millrace::run {
namespace {

// What a turn learnt is all that the same turn may learn again.
class Recorded final : public Answers {
public:
    explicit Recorded(const std::deque<Answer>& inputs) : inputs_(inputs) {}
    const Value* find(const Question& question) override {
        for (const Answer& answer : inputs_) {
            if (answer.question == question) {
                return &answer.answer;
            }
        }
        return nullptr;
    }

private:
    const std::deque<Answer>& inputs_;
};

// The first event that differs, for a person to read.
Divergence first_difference(std::uint64_t seq, const List& expected, const List& found) {
    std::size_t i = 0;
    while (i < expected.size() && i < found.size() && expected[i] == found[i]) {
        ++i;
    }
    const auto shown = [&](const List& list) {
        return i < list.size() ? json::dump(list[i]) : std::string("nothing more");
    };
    return {seq, shown(expected), shown(found)};
}

Command on_version(Command command, std::optional<std::uint64_t> version) {
    if (auto* start = std::get_if<StartRun>(&command); start != nullptr && version) {
        start->version = *version;
    }
    return command;
}

}  // namespace

Result<State> fold(const std::vector<std::string>& bodies, Flows& flows) {
    State state;
    for (const std::string& body : bodies) {
        const Result<Record> record = decode_record(body);
        if (!record) {
            return record.error();
        }
        if (auto applied = apply_record(state, *record, flows); !applied) {
            return applied.error();
        }
    }
    return state;
}

Result<Replay> replay(const std::vector<std::string>& bodies, Machine& machine,
                      std::optional<std::uint64_t> as_version) {
    Replay replay;
    State folded;
    for (const std::string& body : bodies) {
        const Result<Record> record = decode_record(body);
        if (!record) {
            return record.error();
        }
        const State before = folded;
        const State before_here = replay.state;
        replay.turns.push_back(show_turn(*record, before, machine.flows));
        if (auto applied = apply_record(folded, *record, machine.flows); !applied) {
            return applied.error();
        }
        const std::uint64_t seq = folded.seq;

        Recorded answers(record->inputs);
        Decision decision;
        try {
            decision = decide(replay.state, on_version(record->command, as_version), record->now, answers, machine);
        } catch (const std::exception& failure) {
            replay.divergence = Divergence{seq, "the command " + std::string(name_of(record->command)) + " is handled",
                                           "its code throws: " + std::string(failure.what())};
            return replay;
        }
        if (decision.kind == Decision::Kind::missing && decision.question.name == "version") {
            throw MissingAnswer{
                decision.question};  // whoever replays has to load it; the run did nothing else than then
        }
        if (decision.kind != Decision::Kind::decided) {
            const std::string why = decision.kind == Decision::Kind::missing
                                        ? "asks for '" + decision.question.name + "', which the turn never asked"
                                        : "refuses the command: " + decision.error.message;
            replay.divergence =
                Divergence{seq, "the command " + std::string(name_of(record->command)) + " is handled", why};
            return replay;
        }
        const bool outside = from_outside(record->command);
        if (as_version) {
            const List expected = show_events(record->events, before, machine.flows, record->now, outside);
            const List found = show_events(decision.turn.events, before_here, machine.flows, record->now, outside);
            // Numbers of a version stand for its names: what is shown is compared, but for the version itself.
            const auto comparable = [](const List& list) {
                List result;
                for (const Value& event : list) {
                    Map copy = event.as_map();
                    if (event["data"].is_map()) {
                        Map data = event["data"].as_map();
                        data.erase("version");
                        copy.set("data", std::move(data));
                    }
                    result.push(std::move(copy));
                }
                return result;
            };
            const List a = comparable(expected);
            const List b = comparable(found);
            if (!(Value(a) == Value(b))) {
                replay.divergence = first_difference(seq, a, b);
                return replay;
            }
        } else if (decision.turn.events != record->events) {
            replay.divergence =
                first_difference(seq, show_events(record->events, before, machine.flows, record->now, outside),
                                 show_events(decision.turn.events, before_here, machine.flows, record->now, outside));
            return replay;
        } else if (const std::string a = encode_snapshot(folded), b = encode_snapshot(replay.state);
                   a != b || (!record->snapshot.empty() && record->snapshot != a)) {
            replay.divergence = Divergence{seq, "the state after the turn", "a different state"};
            return replay;
        }
    }
    return replay;
}

}  // namespace millrace::run
