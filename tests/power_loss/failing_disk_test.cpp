// A disk that is full, and one whose syncs fail, below the real store.

#include <algorithm>
#include <new>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/store/contract_world.hpp"
#include "tests/power_loss/vfs.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;
using power_loss::faults;

namespace {

// What a child process tells its parent, whatever becomes of it.
struct Told {
    std::atomic<int> acknowledged{0};
    std::atomic<int> submitted{0};
    std::atomic<int> calls_after_failure{0};
};

Told& shared() {
    void* memory = mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    MILLRACE_ASSERT(memory != MAP_FAILED);
    return *new (memory) Told;
}

Options file_options(const TemporaryDirectory& directory) {
    Options options;
    options.directory = directory.path() + "/data";
    options.log_frames_idle = 20;  // so that checkpoints are among what fails
    return options;
}

// Commits turns until it is stopped; the given sync after the opening fails.
int in_child_with_failing_sync(const TemporaryDirectory& directory, int sync, Told& told) {
    const pid_t child = fork();
    MILLRACE_ASSERT(child >= 0);
    if (child != 0) {
        int status = 0;
        MILLRACE_ASSERT(waitpid(child, &status, 0) == child);
        return status;
    }
    if (freopen((directory.path() + "/errors").c_str(), "w", stderr) == nullptr) {
        _exit(3);
    }
    power_loss::mount(nullptr);
    auto store = open_store(file_options(directory));
    if (!store) {
        _exit(4);
    }
    faults().calls_after_failure = &told.calls_after_failure;
    faults().syncs_until_failure = sync;
    TestRun run(100);
    for (int turn = 1; turn <= 60; ++turn) {
        ++told.submitted;
        const auto back = (*store)->commit_and_wait(run.turn(fmt::format("turn {}", turn)));
        if (back->result.outcome == Outcome::committed) {
            ++told.acknowledged;
        }
        run.taken(*back);
    }
    _exit(5);
}

std::string contents(const std::string& path) {
    std::string text(4096, '\0');
    FILE* file = fopen(path.c_str(), "r");
    MILLRACE_ASSERT(file != nullptr);
    text.resize(fread(text.data(), 1, text.size(), file));
    fclose(file);
    return text;
}

}  // namespace

TEST_CASE(
    "a sync that fails stops the process at once, without another try, and a fresh start finds all that counted") {
    const int sync = GENERATE(range(0, 24));
    TemporaryDirectory directory;
    Told& told = shared();
    const int status = in_child_with_failing_sync(directory, sync, told);
    INFO("sync " << sync << ", " << told.acknowledged << " acknowledged");
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 70);
    CHECK(told.calls_after_failure == 0);
    const auto line = contents(directory.path() + "/errors");
    CHECK_THAT(line, Catch::StartsWith("millrace: stopping, because a c"));  // commit or checkpoint
    CHECK(std::count(line.begin(), line.end(), '\n') == 1);

    auto store = open_store(file_options(directory));
    REQUIRE(store);
    CHECK((*store)->quick_check()->empty());
    const auto reader = (*store)->reader();
    const auto loaded = load_run(*reader, RunId{100});
    REQUIRE(loaded);
    const int found = *loaded ? static_cast<int>((*loaded)->turns.size()) : 0;
    CHECK(found >= told.acknowledged);
    CHECK(found <= told.submitted);
    CHECK((*store)->write([](Transaction& tx) -> Status {
        return tx.one("SELECT 1 AS one") ? Status{} : Error{"test.none", ""};
    }));
    munmap(&told, sizeof(Told));
}

TEST_CASE("a full disk refuses what is written, goes on reading, and takes up again when there is room") {
    power_loss::mount(nullptr);
    World world(Kind::file, GENERATE(Writing::own_thread, Writing::by_hand));
    TestRun run(100);
    play(world, run, "before");

    faults().full = true;
    for (int i = 0; i < 3; ++i) {
        const auto refused = world.commit(run.turn("while it is full"));
        CHECK(refused->result.outcome == Outcome::storage_full);
        CHECK(refused->result.error.code == "storage_full");
        const auto reader = world.store->reader();
        CHECK((*load_run(*reader, RunId{100}))->turns.size() == 1);
    }
    CHECK(world.write(add_note(1, "a note").run).error().code == "storage_full");

    faults().full = false;
    play(world, run, "after");
    world.reopen();
    const auto reader = world.store->reader();
    const auto loaded = load_run(*reader, RunId{100});
    REQUIRE(loaded);
    REQUIRE((*loaded)->turns.size() == 2);
    CHECK((*loaded)->turns[1].body == "after");
    CHECK(note_titles(world).empty());
}

TEST_CASE("a checkpoint that finds no room leaves everything in the log") {
    power_loss::mount(nullptr);
    World world(Kind::file, Writing::by_hand, [](Options& options) {
        options.log_frames_idle = 10;
        options.log_frames_max = 40;
    });
    TestRun run(100);
    faults().full_but_for_log = true;
    for (int turn = 1; turn <= 60; ++turn) {
        play(world, run, std::string(3000, 'x'));
    }
    CHECK(world.store->statistics().checkpoints == 0);
    faults().full_but_for_log = false;
    play(world, run, "room again");
    CHECK(world.store->statistics().checkpoints >= 1);
    world.reopen();
    CHECK(world.store->quick_check()->empty());
    const auto reader = world.store->reader();
    CHECK((*load_run(*reader, RunId{100}))->turns.size() == 61);
}
