// Programs that use the API: start runs, tell them things, cancel them. They ask again until they know.

#include <fmt/format.h>

#include "runtime/desk/triggers/subscription.hpp"
#include "tests/simulation/world.hpp"

namespace millrace::simulation {
namespace {

const char* word(drive::Answered::Kind kind) {
    static constexpr const char* words[] = {"done",        "duplicate", "key_reused",   "rejected", "ignored",
                                            "unknown_run", "busy",      "storage_full", "failed"};
    return words[static_cast<std::size_t>(kind)];
}

class Caller {
public:
    Caller(World& world, Dice& dice) : world_(world), dice_(dice) {}

    void begin() {
        const std::uint64_t runs = 1 + dice_.below(6);
        for (std::uint64_t i = 1; i <= runs; ++i) {
            world_.agenda.after(dice_.any_length(hours(20)), [this, i] { start(static_cast<std::int64_t>(i)); });
        }
        for (std::uint64_t n = dice_.below(8); n > 0; --n) {
            world_.agenda.after(dice_.any_length(hours(30)), [this] { tell(); });
        }
    }

private:
    using Kind = drive::Answered::Kind;

    void start(std::int64_t ticket) {
        if (!world_.acting()) {
            return;
        }
        drive::StartRequest request;
        request.org = world_.org;
        request.flow = dice_.any_of(world_.jobs);
        request.input = Map{{"ticket", ticket}, {"n", dice_.from(0, 6)}};
        request.key = store::IdempotencyKey{world_.org, fmt::format("start {}", ticket), "hash", {}};
        world_.ask(
            fmt::format("start {} of {}", ticket, request.flow), dice_,
            [this, request, ticket](Process& process, const Hear& hear) {
                process.drive.start(request, [this, ticket, hear](const drive::Answered& answered) {
                    Heard heard{true, word(answered.kind), {}};
                    world_.coverage.hit("answer", heard.what);
                    if (answered.kind == Kind::done || answered.kind == Kind::duplicate) {
                        started(ticket, answered);
                    } else if (answered.kind == Kind::busy || answered.kind == Kind::storage_full ||
                               answered.kind == Kind::failed) {
                        heard.last = false;
                    } else {
                        world_.fail("R5", fmt::format("the start {} is answered by {} {}", ticket, heard.what,
                                                      answered.error.message));
                    }
                    hear(heard);
                });
            },
            [this, ticket](const Heard&) {
                for (std::uint64_t n = dice_.below(4); n > 0; --n) {
                    world_.agenda.after(dice_.any_length(hours(12)), [this, ticket] { signal(ticket); });
                }
                if (dice_.one_in(6)) {
                    world_.agenda.after(dice_.any_length(hours(24)), [this, ticket] { cancel(ticket); });
                }
            });
    }

    // What he hears must be durable now, and one run alone may be his.
    void started(std::int64_t ticket, const drive::Answered& answered) {
        const auto& tickets = world_.ledger.tickets();
        if (tickets.count(ticket) != 1) {
            world_.fail("R5", fmt::format("the start {} is acknowledged but {} runs are stored for it", ticket,
                                          tickets.count(ticket)));
            return;
        }
        const std::uint64_t run = tickets.find(ticket)->second;
        const bool same =
            answered.kind == Kind::done ? answered.run.value == run : answered.remembered == to_text(RunId{run});
        if (!same) {
            world_.fail("R5", fmt::format("the start {} is answered with another run", ticket));
        }
    }

    std::optional<RunId> run_of(std::int64_t ticket) {
        const auto found = world_.ledger.tickets().find(ticket);
        return found == world_.ledger.tickets().end() ? std::nullopt : std::optional(RunId{found->second});
    }

    void signal(std::int64_t ticket) {
        const auto run = run_of(ticket);
        if (!world_.acting() || !run) {
            return;
        }
        const std::string id = fmt::format("s{}", ++signals_);
        drive::CommandRequest request;
        request.org = world_.org;
        request.run = *run;
        const char* name = dice_.one_in(4) ? "step.unknown" : "step.done";
        request.command = run::DeliverSignal{Signal{name, Map{{"n", dice_.from(0, 6)}}}, 0, id, world_.shown()};
        request.source = store::Source{world_.org, "api.signal", to_text(*run) + ":" + id, *run, {}};
        world_.ask(
            "signal " + id, dice_,
            [this, request, id, run](Process& process, const Hear& hear) {
                process.drive.command(request, [this, id, run, hear](const drive::Answered& answered) {
                    Heard heard{true, word(answered.kind), {}};
                    world_.coverage.hit("answer", heard.what);
                    const RunBook* book = world_.ledger.find(*run);
                    const auto times = book == nullptr || book->heard.count(id) == 0 ? 0 : book->heard.at(id);
                    switch (answered.kind) {
                        case Kind::done:
                        case Kind::duplicate:
                            if (times != 1) {
                                world_.fail("S7", fmt::format("the signal {} is acknowledged but was heard {} times",
                                                              id, times));
                            }
                            break;
                        case Kind::rejected:
                        case Kind::ignored:
                            if (times != 0) {
                                world_.fail("S7", fmt::format("the signal {} is {} but it was heard", id, heard.what));
                            }
                            break;
                        case Kind::unknown_run:
                            world_.fail("R5", "the run of an acknowledged start is unknown");
                            break;
                        default:
                            heard.last = false;
                    }
                    hear(heard);
                });
            },
            [](const Heard&) {});
    }

    void cancel(std::int64_t ticket) {
        const auto run = run_of(ticket);
        if (!world_.acting() || !run) {
            return;
        }
        drive::CommandRequest request;
        request.org = world_.org;
        request.run = *run;
        request.command = run::CancelRun{"no longer wanted"};
        world_.ask(
            "cancel " + to_text(*run), dice_,
            [this, request, run](Process& process, const Hear& hear) {
                process.drive.command(request, [this, run, hear](const drive::Answered& answered) {
                    Heard heard{true, word(answered.kind), {}};
                    heard.last = answered.kind == Kind::done || answered.kind == Kind::rejected ||
                                 answered.kind == Kind::ignored;
                    const RunBook* book = world_.ledger.find(*run);
                    if (heard.last && !(book->state.cancelling || run::is_terminal(book->state.status))) {
                        world_.fail("R10", "a cancel is acknowledged but the run goes on");
                    }
                    hear(heard);
                });
            },
            [](const Heard&) {});
    }

    // An event for whoever waits for its key, as POST /api/signals writes it.
    void tell() {
        if (!world_.acting()) {
            return;
        }
        const std::string id = fmt::format("tell {}", ++signals_);
        const std::string key = "k" + std::to_string(dice_.below(3));
        const std::int64_t n = dice_.from(0, 6);
        world_.ask(
            id, dice_,
            [this, id, key, n](Process& process, const Hear& hear) {
                world_.at_the_desk(
                    process, id,
                    [key, n](const desk::Work& work) -> Result<Value> {
                        desk::tell_others(work, {}, {}, "step.done", key, Map{{"n", n}});
                        return Value("told");
                    },
                    hear);
            },
            [](const Heard&) {});
    }

    World& world_;
    Dice& dice_;
    int signals_ = 0;
};

}  // namespace

void add_callers(World& world, Dice& dice) {
    auto caller = std::make_shared<Caller>(world, dice);
    world.agenda.after(milliseconds(0), [caller] { caller->begin(); });
    world.keep(caller);
}

}  // namespace millrace::simulation
