#include "runtime/store/contract_world.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;

namespace {

SqlError::Kind kind_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const SqlError& error) {
        UNSCOPED_INFO(error.what());
        return error.kind();
    }
    FAIL("expected an SqlError, but there was none");
    return {};
}

}  // namespace

TEST_CASE("what is bound by name is read back by name, in its own type") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    REQUIRE(world.write([](Transaction& tx) -> Status {
        const std::string raw("\0\xff", 2);
        const auto row = tx.one(
            "INSERT INTO note(id, org, title, body, done, score, at)"
            " VALUES($id, $org, $title, $body, $done, $score, $at) RETURNING id",
            {{"title", "tea"},
             {"id", 12},
             {"org", our_org},
             {"score", 0.5},
             {"body", bytes(raw)},
             {"done", true},
             {"at", Time{1000}}});
        if (!row || row->integer("id") != 12) {
            return Error{"test.returning", ""};
        }
        tx.run(
            "INSERT INTO note(id, org, title, body, done, score, at) VALUES($id, $org, $title, $body, $done, $score, "
            "$at)",
            {{"id", 13},
             {"org", our_org},
             {"title", ""},
             {"body", nullptr},
             {"done", false},
             {"score", 2},
             {"at", std::optional<Time>{}}});
        return {};
    }));

    const auto reader = world.store->reader();
    const auto rows = reader->org(our_org).query("SELECT * FROM note WHERE org = $org ORDER BY id");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].id<OrgTag>("org") == our_org);
    CHECK(rows[0].text("title") == "tea");
    CHECK(rows[0].bytes("body") == std::string_view("\0\xff", 2));
    CHECK(rows[0].flag("done"));
    CHECK(rows[0].number("score") == 0.5);
    CHECK(rows[0].time("at") == Time{1000});
    CHECK(rows[0].get<std::optional<Time>>("at") == Time{1000});
    CHECK(rows[1].text("title").empty());
    CHECK_FALSE(rows[1].get<bool>("done"));
    CHECK(rows[1].number("score") == 2.0);
    CHECK(rows[1].is_null("body"));
    CHECK(rows[1].get<std::optional<Time>>("at") == std::nullopt);
    CHECK(kind_of([&] { rows[0].integer("title"); }) == SqlError::Kind::statement);
    CHECK(kind_of([&] { rows[1].time("at"); }) == SqlError::Kind::statement);
    CHECK(kind_of([&] { rows[0].text("titel"); }) == SqlError::Kind::statement);
}

TEST_CASE("a row outlives the answer it came from") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    REQUIRE(world.write(add_note(1, "a title that is longer than any short string").run));
    std::optional<Row> kept;
    {
        const auto reader = world.store->reader();
        kept = reader->one("SELECT title FROM note");
        CHECK_FALSE(reader->one("SELECT title FROM note WHERE id = 2"));
    }
    CHECK(kept->text("title") == "a title that is longer than any short string");
}

TEST_CASE("every parameter must be given, and no other") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    const auto reader = world.store->reader();
    CHECK(kind_of([&] { reader->query("SELECT $a AS a, $b AS b", {{"a", 1}}); }) == SqlError::Kind::statement);
    CHECK(kind_of([&] { reader->query("SELECT $a AS a", {{"a", 1}, {"b", 2}}); }) == SqlError::Kind::statement);
    CHECK(kind_of([&] { reader->query("SELECT 1; SELECT 2"); }) == SqlError::Kind::statement);
    const std::vector<Param> params = {{"b", 2}, {"a", 1}};
    CHECK(reader->query("SELECT $a + $a + $b AS sum", params)[0].integer("sum") == 4);
}

TEST_CASE("a reader of one org cannot forget which") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    REQUIRE(world.write(add_note(1, "ours").run));
    const auto reader = world.store->reader();
    CHECK(reader->org(other_org).query("SELECT title FROM note WHERE org = $org").empty());
    CHECK(reader->org(our_org).query("SELECT title FROM note WHERE org = $org").size() == 1);
    CHECK(kind_of([&] { reader->org(other_org).query("SELECT title FROM note"); }) == SqlError::Kind::statement);
}

TEST_CASE("a reader cannot write") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    REQUIRE(world.write(add_note(1, "stays").run));
    {
        const auto reader = world.store->reader();
        CHECK(kind_of([&] { reader->query("DELETE FROM note"); }) == SqlError::Kind::statement);
        CHECK(kind_of([&] { reader->query("DELETE FROM note RETURNING id"); }) == SqlError::Kind::statement);
    }
    CHECK(note_titles(world).size() == 1);
}

TEST_CASE("a reader that lives too long is told so") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    world.options.reader_life_max = milliseconds(0);
    world.reopen();
    const auto reader = world.store->reader();
    CHECK(kind_of([&] { reader->query("SELECT 1 AS one"); }) == SqlError::Kind::expired);
}

TEST_CASE("a question without end is cut off") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    world.options.reader_life_max = milliseconds(20);
    world.reopen();
    const auto reader = world.store->reader();
    CHECK(kind_of([&] {
              reader->query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n");
          }) == SqlError::Kind::expired);
}

TEST_CASE("a transaction reads what it wrote, and its neighbours' work before it") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    REQUIRE(world.write(add_note(1, "before").run));
    REQUIRE(world.write([](Transaction& tx) -> Status {
        const auto written = add_note(2, "mine").run(tx);
        const auto seen = tx.org(our_org).query("SELECT id FROM note WHERE org = $org").size();
        const auto changed = tx.run("UPDATE note SET done = 1");
        const auto none = tx.run("UPDATE note SET done = 1 WHERE id = 99");
        return written && seen == 2 && changed == 2 && none == 0 ? Status{} : Error{"test.unexpected", ""};
    }));
}

TEST_CASE("changing rows while walking through an answer is safe") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    REQUIRE(world.write([](Transaction& tx) -> Status {
        for (std::uint64_t id = 1; id <= 20; ++id) {
            if (auto written = add_note(id, fmt::format("note {}", id)).run(tx); !written) {
                return written;
            }
        }
        int visited = 0;
        for (const auto row : tx.query("SELECT id FROM note ORDER BY id")) {
            tx.run("UPDATE note SET id = id + 100 WHERE id = $id", {{"id", row.integer("id")}});
            ++visited;
        }
        return visited == 20 ? Status{} : Error{"test.visited", fmt::format("{}", visited)};
    }));
}
