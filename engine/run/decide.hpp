#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/node/node_context.hpp"
#include "engine/run/apply.hpp"
#include "engine/run/command.hpp"
#include "engine/value/vocabulary.hpp"

namespace millrace::run {

// Answers to questions about the outside that are at hand without waiting.
class Answers {
public:
    // Null when the answer has to be fetched first. Valid until the decision is made.
    virtual const Value* find(const Question& question) = 0;

protected:
    ~Answers() = default;
};

struct Answer {
    Question question;
    Value answer;
};

// What a turn asks of the world. (run, activation, number) is its key, the same whenever it is decided.
struct EffectOrder {
    ActivationId activation = 0;
    std::uint32_t number = 0;
    String name;
    Value payload;
    bool awaited = false;  // the activation waits for its answer
    const EffectSpec* spec = nullptr;
};

// A node of a flow version, or the run itself in it.
struct Place {
    std::uint64_t version = 0;
    NodeIndex node = no_node;  // no_node: the run, in its root's version

    friend auto operator<=>(const Place&, const Place&) = default;
};

// What a turn did at a node, for whoever counts. Not a fact of the journal: the events say it all.
struct Passage {
    enum class Did : std::uint8_t { entered, left, failed };
    Did did = Did::entered;
    Place at;
    std::uint32_t wire = 0;  // left: by which of the node's wires
    Duration spent = {};     // left: since it was entered
};

// One command handled to the end: everything it learnt, everything that happened, everything it asks for. Committed
// together or not at all.
struct Turn {
    Time now;
    Command command;
    std::deque<Answer> inputs;  // in the order in which they were first asked; reading one more moves none
    std::string events;         // encoded
    std::vector<EffectOrder> effects;
    bool more = false;  // the run has to be continued with ContinueRun

    // For whoever counts; not written.
    std::vector<Place> stood;       // where the run was before it
    Time stood_since;               // when the turn before it was
    std::vector<Passage> passages;  // in order
};

struct Decision {
    enum class Kind : std::uint8_t {
        decided,   // `turn` is to be committed
        missing,   // `question` has to be answered first; nothing has happened
        rejected,  // `error`: nothing has happened, the caller hears why
        ignored,   // the run no longer cares; nothing has happened and nothing is written
    };
    Kind kind = Kind::decided;
    Turn turn;
    Question question;
    Error error;
};

// What a run needs of the world around it, besides answers.
struct Machine {
    const Vocabulary& vocabulary;
    Flows& flows;
};

// Where a run is: itself, and each of its activations. Nowhere before it began and after its end.
std::vector<Place> places_of(const State& state);

// Handles one command. `state` is changed as the events are emitted: after `decided` it is the state after the turn.
// After `missing`, or if this throws (a node type's own code failed), it is worth nothing and has to be loaded again;
// after `rejected` and `ignored` it is untouched. For StartRun the state is a fresh one.
Decision decide(State& state, Command command, Time now, Answers& answers, Machine& machine);

}  // namespace millrace::run
