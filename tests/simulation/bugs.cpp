#include "tests/simulation/bugs.hpp"

#include <csignal>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/fault.hpp"
#include "tests/simulation/shrink.hpp"

namespace millrace::simulation {

const std::vector<Bug>& every_bug() {
    static const std::vector<Bug> bugs = {
        {"drive_acknowledges_before_commit", "a caller hears that it is done before it is"},
        {"drive_forgets_source", "a signal that is told again takes effect again"},
        {"drive_forgets_key", "a start that is asked again starts again"},
        {"drive_holds_rows_back", "rows that a turn leaves are not handed on before the next start"},
        {"drive_arms_first_timer_only", "later waits of a run are not armed"},
        {"drive_does_not_go_on", "a turn that stops in the middle is not continued"},
        {"drive_closes_before_answering", "the outbox row is closed before the answer is stored"},
        {"drive_keeps_undone_state", "a turn that could not be written stays in memory"},
        {"recovery_forgets_timers", "a new process does not arm the timers of old runs"},
        {"recovery_forgets_who_was_running", "a new process does not continue what was in the middle"},
        {"recovery_drops_a_row", "a new process overlooks the last row of the inbox"},
        {"recovery_drops_tried_effects", "a new process forgets effects that were tried before"},
        {"load_misses_the_head", "a run is loaded as it was a turn ago"},
        {"router_does_not_wait_for_the_start", "a message overtakes the start of the run it is meant for"},
        {"router_drops_what_came_too_late", "a message to a run that has just ended is thrown away"},
        {"router_consumes_before_all_have_it", "a row is consumed before every run that it concerns has it"},
        {"drive_gives_up_when_the_disk_is_full", "what could not be written is forgotten"},
        {"store_keeps_consumed_rows", "a row of the inbox stays after its turn"},
        {"store_clock_goes_back", "the store's clock follows the wall clock back"},
        {"desk_takes_and_leaves_in_line", "a conversation that is taken stays in its queue"},
        {"desk_closes_and_leaves_in_line", "a conversation that is closed stays in its queue"},
        {"desk_keeps_subscriptions", "a subscription outlives its activation"},
        {"desk_does_not_answer_who_leaves", "leaving a queue is not answered"},
        {"effects_key_per_attempt", "each attempt has another idempotency key"},
        {"effects_try_again_at_once", "a provider's Retry-After is not heard"},
        {"decide_releases_twice", "what is held is released twice"},
        {"decide_losers_keep_what_they_hold", "branches that lost a race keep their place in the queue"},
        {"decide_timer_later_than_due", "a timer fires after its time only, never at it"},
        {"decide_fires_the_last_timer", "of several due timers the last fires first"},
        {"decide_hook_fires_again", "a hook fires more than once"},
        {"decide_hears_a_kept_signal_again", "a signal that was kept is heard again and again"},
        {"apply_counts_an_arrival_twice", "a join counts a token twice"},
    };
    return bugs;
}

#if defined(MILLRACE_PLANTED_FAULTS)

namespace {

struct Found {
    std::uint64_t seed = 0;  // 0: not found
    char rule[32] = {};
};

// In a process of its own: some mistakes end in an assertion of the engine, which is a way of being found too.
int seek_in = -1;
Found found;

void found_by_assertion(int) {
    fmt::format_to_n(found.rule, sizeof(found.rule) - 1, "an assertion");
    const auto written = ::write(seek_in, &found, sizeof(found));
    _exit(written == sizeof(found) ? 0 : 1);
}

Found seek(const Bug& bug, const Options& options) {
    int ends[2] = {};
    if (pipe(ends) != 0) {
        return {};
    }
    const pid_t child = fork();
    if (child == 0) {
        seek_in = ends[1];
        std::signal(SIGABRT, found_by_assertion);
        std::signal(SIGSEGV, found_by_assertion);
        if (freopen("/dev/null", "w", stderr) == nullptr) {
            _exit(1);
        }
        planted_fault = bug.name;
        Coverage ignored;
        for (std::uint64_t seed = options.first; seed <= options.last; ++seed) {
            found.seed = seed;
            const Played played = play(seed, options, ignored);
            if (played.violation) {
                fmt::format_to_n(found.rule, sizeof(found.rule) - 1, "{}", played.violation->rule);
                const auto written = ::write(ends[1], &found, sizeof(found));
                _exit(written == sizeof(found) ? 0 : 1);
            }
        }
        _exit(0);
    }
    close(ends[1]);
    Found result;
    if (::read(ends[0], &result, sizeof(result)) != sizeof(result)) {
        result = {};
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return result;
}

}  // namespace

int find_bugs(const Options& wanted) {
    Options options = wanted;
    options.first = 1;
    options.last = 5000;
    int passed = 0;
    int failed = 0;
    for (const Bug& bug : every_bug()) {
        const Found where = seek(bug, options);
        if (where.seed != 0) {
            ++passed;
            fmt::print("found    {}: by {} with seed {} ({})\n", bug.name, where.rule, where.seed, bug.what);
        } else {
            ++failed;
            fmt::print("MISSED   {} ({})\n", bug.name, bug.what);
        }
        std::fflush(stdout);
    }
    fmt::print("{} passed, {} failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}

#else

int find_bugs(const Options&) {
    fmt::print(stderr, "simulate: expected a build with planted faults but this one has none\n");
    return 2;
}

#endif

}  // namespace millrace::simulation
