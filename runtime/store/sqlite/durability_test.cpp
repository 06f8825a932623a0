// What only a store in a file promises: kills, other processes, the log, a disk that fails.
#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/store/contract_world.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;

namespace {

// Runs the work in a process of its own, whose standard error is the given file; how it ended.
int in_child(const std::string& errors, const std::function<void()>& work) {
    const pid_t child = fork();
    MILLRACE_ASSERT(child >= 0);
    if (child == 0) {
        if (freopen(errors.c_str(), "w", stderr) == nullptr) {
            _exit(3);
        }
        try {
            work();
        } catch (...) {
            _exit(4);
        }
        _exit(5);
    }
    int status = 0;
    MILLRACE_ASSERT(waitpid(child, &status, 0) == child);
    return status;
}

std::string contents(const std::string& path) {
    std::string text(4096, '\0');
    FILE* file = fopen(path.c_str(), "r");
    MILLRACE_ASSERT(file != nullptr);
    text.resize(fread(text.data(), 1, text.size(), file));
    fclose(file);
    return text;
}

Options child_options(const TemporaryDirectory& directory) {
    Options options;
    options.directory = directory.path() + "/data";
    return options;
}

}  // namespace

TEST_CASE("X-21 what was acknowledged before a kill is there afterwards") {
    TemporaryDirectory directory;
    const int status = in_child(directory.path() + "/errors", [&] {
        auto store = open_store(child_options(directory));
        TestRun run(100);
        for (int turn = 1; turn <= 20; ++turn) {
            const auto back = (*store)->commit_and_wait(run.turn(fmt::format("turn {}", turn)));
            if (back->result.outcome != Outcome::committed) {
                _exit(6);
            }
            run.taken(*back);
        }
        raise(SIGKILL);
    });
    REQUIRE(WIFSIGNALED(status));

    auto store = open_store(child_options(directory));
    REQUIRE(store);
    const auto reader = (*store)->reader();
    const auto loaded = load_run(*reader, RunId{100});
    REQUIRE(loaded);
    CHECK((*loaded)->turns.size() == 20);
    CHECK((*loaded)->turns.back().body == "turn 20");
}

TEST_CASE("a second process cannot open the same store, and is told who has it") {
    World world(Kind::file);
    const auto errors = world.directory.path() + "/errors";
    const auto options = world.options;
    const int status = in_child(errors, [&] {
        const auto second = open_store(options);
        fputs(second ? "opened" : (second.error().code + ": " + second.error().message).c_str(), stderr);
        fflush(stderr);
    });
    REQUIRE(WIFEXITED(status));
    CHECK(contents(errors) ==
          fmt::format("store.locked: expected to be the only process that works in {}, but process {} has it open; "
                      "stop that one, or choose another folder with --data",
                      options.directory, getpid()));
}

TEST_CASE("the lock goes with the store") {
    World world(Kind::file);
    world.reopen();
    world.reopen();
    CHECK(world.write(add_note(1, "still works").run));
}

TEST_CASE("a write that fails stops the process with one clear line, and nothing acknowledged is lost") {
    TemporaryDirectory directory;
    const auto errors = directory.path() + "/errors";
    const int status = in_child(errors, [&] {
        auto store = open_store(child_options(directory));
        TestRun run(100);
        const auto first = (*store)->commit_and_wait(run.turn("acknowledged"));
        run.taken(*first);
        // From here on the system refuses to let files grow: to SQLite a failing disk, not a full one.
        signal(SIGXFSZ, SIG_IGN);
        const rlimit no_room{512 * 1024, 512 * 1024};
        setrlimit(RLIMIT_FSIZE, &no_room);
        (*store)->commit_and_wait(run.turn(std::string(2 * 1024 * 1024, 'x')));
    });
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 70);
    const auto line = contents(errors);
    CHECK_THAT(line, Catch::StartsWith("millrace: stopping, because a commit failed in "));
    CHECK(std::count(line.begin(), line.end(), '\n') == 1);

    auto store = open_store(child_options(directory));
    REQUIRE(store);
    const auto reader = (*store)->reader();
    const auto loaded = load_run(*reader, RunId{100});
    REQUIRE(loaded);
    REQUIRE((*loaded)->turns.size() == 1);
    CHECK((*loaded)->turns[0].body == "acknowledged");
}

TEST_CASE("the connection that writes is set up to lose nothing") {
    World world(Kind::file);
    REQUIRE(world.write([](Transaction& tx) -> Status {
        const auto is = [&tx](std::string_view pragma, std::string_view column, std::int64_t expected) {
            return tx.one(pragma)->integer(column) == expected;
        };
        const bool sound =
            tx.one("PRAGMA journal_mode")->text("journal_mode") == "wal" &&
            is("PRAGMA synchronous", "synchronous", 2) && is("PRAGMA cell_size_check", "cell_size_check", 1) &&
            is("PRAGMA trusted_schema", "trusted_schema", 0) && is("PRAGMA foreign_keys", "foreign_keys", 1) &&
            is("PRAGMA wal_autocheckpoint", "wal_autocheckpoint", 0);
        return sound ? Status{} : Error{"test.pragma", ""};
    }));
}

TEST_CASE("a page that was overwritten is found by the database's own check") {
    World world(Kind::file);
    REQUIRE(world.write([](Transaction& tx) -> Status {
        for (std::uint64_t id = 1; id <= 5000; ++id) {
            if (auto written = add_note(id, fmt::format("a note with number {}", id)).run(tx); !written) {
                return written;
            }
        }
        return {};
    }));
    world.store.reset();
    const auto path = world.options.directory + "/millrace.db";
    FILE* file = fopen(path.c_str(), "r+");
    REQUIRE(file != nullptr);
    fseek(file, static_cast<long>(std::filesystem::file_size(path) / 8192 * 4096), SEEK_SET);
    fputs(std::string(4096, '\xee').c_str(), file);
    fclose(file);
    world.open();
    const auto found = world.store->quick_check();
    CHECK((!found || !found->empty()));
}

TEST_CASE("a reader sees one moment, whatever is committed meanwhile") {
    World world(Kind::file);
    REQUIRE(world.write(add_note(1, "first").run));
    const auto reader = world.store->reader();
    CHECK(reader->query("SELECT id FROM note").size() == 1);
    REQUIRE(world.write(add_note(2, "second").run));
    CHECK(reader->query("SELECT id FROM note").size() == 1);
    CHECK(world.store->reader()->query("SELECT id FROM note").size() == 2);
}

namespace {

// Big commits, one a batch, with more behind them: never an idle moment.
void write_megabytes(World& world, int megabytes, std::uint64_t first_run) {
    for (int i = 0; i < megabytes; ++i) {
        REQUIRE(world.store->submit(
            TestRun(first_run + static_cast<std::uint64_t>(i)).turn(std::string(1024 * 1024, 'x'))));
    }
    while (world.store->pump() > 0) {
    }
}

World busy_world(Duration reader_life_max) {
    return World(Kind::file, Writing::by_hand, [&](Options& options) {
        options.batch_max = 1;
        options.log_frames_max = 16'000;
        options.reader_life_max = reader_life_max;
    });
}

}  // namespace

TEST_CASE("the log is copied when nobody waits, and begins anew before it grows large") {
    auto world = busy_world(seconds(5));
    write_megabytes(world, 12, 1000);
    CHECK(world.store->statistics().checkpoints >= 1);
    CHECK(world.store->statistics().restarts_waited_for_readers == 0);

    write_megabytes(world, 100, 2000);
    const auto statistics = world.store->statistics();
    CHECK(statistics.restarts_waited_for_readers >= 1);
    CHECK(statistics.log_frames < 20'000);
    CHECK(std::filesystem::file_size(world.options.directory + "/millrace.db-wal") < 80u * 1024 * 1024);
}

TEST_CASE("somebody who sits on an old snapshot does not stop the writer") {
    auto world = busy_world(milliseconds(10));
    const auto sitter = world.store->reader();
    write_megabytes(world, 80, 1000);
    CHECK(world.store->statistics().commits == 80);
    CHECK(world.store->statistics().restarts_waited_for_readers >= 1);
}

TEST_CASE("a fifth reader waits for one of four") {
    World world(Kind::file);
    world.options.readers_max = 1;
    world.reopen();
    REQUIRE(world.write(add_note(1, "x").run));
    std::atomic<bool> read{false};
    auto first = world.store->reader();
    std::thread second([&] {
        const auto reader = world.store->reader();
        read = reader->query("SELECT id FROM note").size() == 1;
    });
    CHECK_FALSE(read);
    first.reset();
    second.join();
    CHECK(read);
}

TEST_CASE("a directory that cannot be used is named") {
    Options options;
    options.directory = "/proc/millrace-cannot-be-here";
    const auto opened = open_store(options);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == "store.unusable");
    CHECK_THAT(opened.error().message, Catch::Contains("/proc/millrace-cannot-be-here"));
}

TEST_CASE("a file that is no database is refused with a sentence") {
    TemporaryDirectory directory;
    auto options = child_options(directory);
    std::filesystem::create_directories(options.directory);
    FILE* file = fopen((options.directory + "/millrace.db").c_str(), "w");
    REQUIRE(file != nullptr);
    fputs(std::string(8192, 'n').c_str(), file);
    fclose(file);
    const auto opened = open_store(options);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == "store.unusable");
    CHECK_THAT(opened.error().message, Catch::Contains(options.directory));
}
