#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <stdlib.h>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "runtime/store/flow_table.hpp"
#include "runtime/store/postgres/testing/server.hpp"
#include "runtime/store/run_table.hpp"
#include "runtime/store/store.hpp"

// The stage of the contract tests: one store of each kind, a clock that the test moves, and short ways to say
// "a run with a turn".
namespace millrace::store::contract {

class TestClock final : public Clock {
public:
    Time now() override { return time; }
    Time time{1'767'603'600'000};  // 2026-01-05T09:00:00Z
};

class TemporaryDirectory {
public:
    TemporaryDirectory() {
        auto name = (std::filesystem::temp_directory_path() / "millrace-store-XXXXXX").string();
        MILLRACE_ASSERT(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

enum class Kind { file, memory, postgres };

// A desk folder's table, as one would register it.
inline Migration notes_table() {
    return {
        .number = 101,
        .name = "notes",
        .statements = {"CREATE TABLE note(id {id} PRIMARY KEY, org {id} NOT NULL, title {text} NOT NULL, body {bytes},"
                       " done {bool} NOT NULL, score {real}, at {time}, UNIQUE(org, title))"},
        .ids = {"note.id"}};
}

struct World {
    explicit World(Kind kind_, Writing writing = Writing::own_thread, const std::function<void(Options&)>& adjust = {})
        : kind(kind_) {
        options.wall = &clock;
        options.writing = writing;
        options.migrations.add(notes_table());
        if (kind == Kind::file) {
            options.directory = directory.path() + "/data";
        }
        if (kind == Kind::postgres) {
            database.emplace();
            options.url = database->url();
        }
        if (adjust) {
            adjust(options);
        }
        open();
    }

    World(const World&) = delete;
    World& operator=(const World&) = delete;

    void open() {
        auto opened = open_store(options);
        INFO((opened ? std::string() : opened.error().message));
        REQUIRE(opened);
        store = std::move(*opened);
    }
    void reopen() {
        store.reset();
        open();
    }

    std::unique_ptr<Commit> commit(std::unique_ptr<Commit> work) { return store->commit_and_wait(std::move(work)); }
    Status write(std::function<Status(Transaction&)> work) { return store->write(std::move(work)); }

    // From now on there is no room for a turn of a megabyte.
    void leave_little_room() {
        if (kind != Kind::postgres) {
            options.size_max_bytes = 512 * 1024;
            reopen();
            return;
        }
        database->execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;"
            "CREATE TRIGGER no_room BEFORE INSERT ON journal FOR EACH ROW WHEN (length(NEW.body) > 400000)"
            " EXECUTE FUNCTION no_room()");
    }

    const Kind kind;
    TemporaryDirectory directory;
    std::optional<postgres::testing::Database> database;
    TestClock clock;
    Options options;
    std::unique_ptr<Store> store;
};

inline const OrgId our_org{7};
inline const OrgId other_org{8};

// A run as the drive would keep it: what it needs to know to write the next turn.
struct TestRun {
    explicit TestRun(std::uint64_t id, SubjectId subject = {}) {
        header.id = RunId{id};
        header.org = our_org;
        header.flow = "triage";
        header.version = VersionId{3};
        header.status = RunStatus::waiting;
        header.subject = subject ? subject : SubjectId{id};
        header.started = header.updated = Time{1'767'603'600'000};
    }

    // The next turn as a commit; taken() when it came back committed.
    std::unique_ptr<Commit> turn(std::string body, bool has_snapshot = false,
                                 std::optional<RunStatus> status = {}) const {
        auto commit = std::make_unique<Commit>();
        RunChange change{.header = header, .seq_before = header.seq, .status_before = header.status};
        change.header.seq = header.seq + 1;
        change.header.status = status.value_or(header.status);
        commit->turn = TurnRow{.run = header.id,
                               .org = header.org,
                               .seq = change.header.seq,
                               .prev = header.head,
                               .body = body,
                               .crc = turn_crc(crc, header.id, change.header.seq, body),
                               .has_snapshot = has_snapshot};
        commit->run = std::move(change);
        return commit;
    }
    void taken(const Commit& commit) {
        header = commit.run->header;
        crc = commit.turn->crc;
    }

    RunHeader header;
    std::uint32_t crc = 0;
};

inline void play(World& world, TestRun& run, std::string body, bool has_snapshot = false,
                 std::optional<RunStatus> status = {}) {
    const auto back = world.commit(run.turn(std::move(body), has_snapshot, status));
    REQUIRE(back->result.outcome == Outcome::committed);
    run.taken(*back);
}

inline LocalWork add_note(std::uint64_t id, std::string title) {
    return {.run = [id, title](Transaction& tx) -> Status {
        tx.run("INSERT INTO note(id, org, title, done) VALUES($id, $org, $title, $done)",
               {{"id", id}, {"org", our_org}, {"title", title}, {"done", false}});
        return {};
    }};
}

inline std::vector<std::string> note_titles(World& world) {
    std::vector<std::string> titles;
    const auto reader = world.store->reader();
    for (const auto row : reader->org(our_org).query("SELECT title FROM note WHERE org = $org ORDER BY id")) {
        titles.push_back(row.get<std::string>("title"));
    }
    return titles;
}

inline std::unique_ptr<Commit> job(LocalWork work) {
    auto commit = std::make_unique<Commit>();
    commit->local.push_back(std::move(work));
    return commit;
}

}  // namespace millrace::store::contract
