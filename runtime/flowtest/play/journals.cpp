#include "runtime/flowtest/play/journals.hpp"

#include "engine/run/replay.hpp"

namespace millrace::flowtest {

std::string_view to_text(Way way) {
    switch (way) {
        case Way::straight:
            return "straight";
        case Way::killed:
            return "killed";
        case Way::stored:
            return "stored";
    }
    return "unknown";
}

namespace {

class Straight final : public Journals {
public:
    Status keep(const PlayedRun&, bool) override { return {}; }
    Result<run::State> revive(const PlayedRun& run, run::Machine&) override { return run.state; }
    bool answers_at_hand() const override { return true; }
};

class Killed final : public Journals {
public:
    Status keep(const PlayedRun&, bool) override { return {}; }

    Result<run::State> revive(const PlayedRun& run, run::Machine& machine) override {
        Result<run::State> folded = run::fold(run.rows, machine.flows);
        if (!folded) {
            return folded.error();
        }
        const std::string lived = run::encode_snapshot(run.state);
        if (run::encode_snapshot(*folded) != lived) {
            return Error{"replay.state",
                         "expected folding the journal to give the state that lived but it gives another"};
        }
        const Result<run::State> read = run::decode_snapshot(lived, machine.flows);
        if (!read || run::encode_snapshot(*read) != lived) {
            return Error{"replay.snapshot", "expected a snapshot to read back as it was written but it does not"};
        }
        const Result<run::Replay> again = run::replay(run.rows, machine);
        if (!again) {
            return again.error();
        }
        if (again->divergence) {
            return Error{"replay.diverged", "expected turn " + std::to_string(again->divergence->seq) +
                                                " to be decided again as " + again->divergence->expected + " but " +
                                                again->divergence->found};
        }
        return folded;
    }
    bool answers_at_hand() const override { return false; }
};

}  // namespace

std::unique_ptr<Journals> straight_journals() {
    return std::make_unique<Straight>();
}
std::unique_ptr<Journals> killed_journals() {
    return std::make_unique<Killed>();
}

}  // namespace millrace::flowtest
