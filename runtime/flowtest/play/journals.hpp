#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/run/journal.hpp"

namespace millrace::flowtest {

// A run as the player holds it: its state, and the journal rows it comes from.
struct PlayedRun {
    std::uint64_t id = 0;
    std::string flow;
    Value input;
    bool on_conversation = false;
    run::State state;
    std::vector<std::string> rows;  // bodies, oldest first
};

// Where turns go when they are committed, and where a run comes back from when the process has died.
class Journals {
public:
    virtual ~Journals() = default;
    // The newest row of the run, just decided.
    virtual Status keep(const PlayedRun& run, bool has_snapshot) = 0;
    // The run as a new process finds it. The error says in what it differs from the run that died.
    virtual Result<run::State> revive(const PlayedRun& run, run::Machine& machine) = 0;
    // Whether the answer to a question is at hand at once. Where it is not, each command is decided twice.
    virtual bool answers_at_hand() const = 0;
};

// The ways in which every case is played.
enum class Way : std::uint8_t {
    straight,  // through, without dying
    killed,    // dies after every line; comes back by folding its rows, which are also decided again
    stored,    // the same over a store: rows are saved, loaded and checked there
};
std::string_view to_text(Way way);

std::unique_ptr<Journals> straight_journals();
std::unique_ptr<Journals> killed_journals();

}  // namespace millrace::flowtest
