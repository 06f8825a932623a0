// What pieces of local work leave to the end of their batch, and rows that come as one parameter.
#include "runtime/store/contract_world.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;

namespace {

struct LaterNote {
    std::uint64_t id = 0;
    std::string title;
};

int written_times = 0;

class LaterNotes final : public DeferredItems<LaterNote> {
public:
    const std::vector<std::string_view>& tables() const override {
        static const std::vector<std::string_view> names = {"note"};
        return names;
    }

protected:
    void write_all(Transaction& tx, const std::vector<LaterNote>& notes) override {
        ++written_times;
        RowList rows({{"id", RowList::Type::integer}, {"title", RowList::Type::text}});
        for (const LaterNote& each : notes) {
            rows.add({each.id, each.title});
        }
        tx.run("INSERT INTO note(id, org, title, done) SELECT m.id, $org, m.title, 0 FROM $many AS m ORDER BY m.n",
               {{"org", our_org}, {"many", rows}});
    }
};

LocalWork leave_note(std::uint64_t id, std::string title, bool then_fail = false) {
    return {.run = [=](Transaction& tx) -> Status {
        tx.deferred<LaterNotes>().leave({id, title});
        return then_fail ? Status(Error{"note.unwanted", "expected a note that is wanted, but it is not"}) : Status();
    }};
}

}  // namespace

TEST_CASE("what the pieces of a batch leave is written once, without what was undone") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres), Writing::by_hand);
    written_times = 0;
    Commits finished;
    world.store->on_completed([&](Commits batch) { finished = std::move(batch); });

    REQUIRE(world.store->submit(job(leave_note(1, "first"))));
    auto two = job(leave_note(2, "unwanted", true));
    two->local.push_back(leave_note(3, "third"));
    REQUIRE(world.store->submit(std::move(two)));
    REQUIRE(world.store->submit(job(leave_note(4, "a neighbour"))));
    world.store->pump();

    CHECK(written_times == 1);
    CHECK(note_titles(world) == std::vector<std::string>{"first", "third", "a neighbour"});
    REQUIRE(finished.size() == 3);
    CHECK(finished[1]->result.local[0].error().code == "note.unwanted");
    CHECK(finished[1]->result.local[1]);

    SECTION("and the next batch begins with nothing") {
        REQUIRE(world.store->submit(job(leave_note(5, "fifth"))));
        world.store->pump();
        CHECK(written_times == 2);
        CHECK(note_titles(world) == std::vector<std::string>{"first", "third", "a neighbour", "fifth"});
    }
}

TEST_CASE("a statement that names the table finds what was left, and a piece that is undone loses only its own") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres), Writing::by_hand);
    std::vector<std::int64_t> seen;
    const auto look = [&](bool then_fail) -> LocalWork {
        return {.run = [&seen, then_fail](Transaction& tx) -> Status {
            seen.push_back(tx.org(our_org).one("SELECT count(*) AS n FROM note WHERE org = $org")->integer("n"));
            return then_fail ? Status(Error{"note.unwanted", "expected nothing, but it was seen"}) : Status();
        }};
    };
    REQUIRE(world.store->submit(job(leave_note(1, "first"))));
    REQUIRE(world.store->submit(job(look(true))));
    auto more = job(leave_note(2, "second"));
    more->local.push_back(look(false));
    REQUIRE(world.store->submit(std::move(more)));
    world.store->pump();

    CHECK(seen == std::vector<std::int64_t>{1, 2});
    CHECK(note_titles(world) == std::vector<std::string>{"first", "second"});
}

TEST_CASE("what cannot be written at the end costs the commit that left it, and no other") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres), Writing::by_hand);
    Commits finished;
    world.store->on_completed([&](Commits batch) { finished = std::move(batch); });
    REQUIRE(world.write(add_note(7, "taken").run));

    REQUIRE(world.store->submit(job(leave_note(1, "first"))));
    REQUIRE(world.store->submit(job(leave_note(7, "again"))));
    REQUIRE(world.store->submit(job(leave_note(3, "third"))));
    world.store->pump();

    REQUIRE(finished.size() == 3);
    CHECK(finished[0]->result.outcome == Outcome::committed);
    CHECK(finished[1]->result.outcome == Outcome::failed);
    CHECK(finished[1]->result.error.code == "store.unique");
    CHECK(finished[2]->result.outcome == Outcome::committed);
    CHECK(note_titles(world) == std::vector<std::string>{"first", "third", "taken"});
}

TEST_CASE("many rows are one parameter, and stand where a table does") {
    World world(GENERATE(Kind::file, Kind::memory, Kind::postgres));
    REQUIRE(world.write([](Transaction& tx) -> Status {
        for (const char* title : {"plain", "with \"quotes\", {braces} and \\", "", "привет"}) {
            tx.run("INSERT INTO note(id, org, title, done) VALUES($id, $org, $title, 0)",
                   {{"id", tx.new_id(0)}, {"org", our_org}, {"title", title}});
        }
        return {};
    }));
    const auto reader = world.store->reader();
    RowList wanted({{"title", RowList::Type::text}, {"number", RowList::Type::integer}});
    wanted.add({"with \"quotes\", {braces} and \\", 3});
    wanted.add({"", -4});
    wanted.add({"привет", INT64_MAX});
    wanted.add({"nobody", 1});
    std::vector<std::int64_t> numbers;
    std::vector<std::int64_t> places;
    for (const Row row : reader->org(our_org).query(
             "SELECT w.number AS number, w.n AS n FROM $wanted AS w CROSS JOIN note t WHERE t.org = $org"
             " AND t.title = w.title AND t.title IN (SELECT title FROM $wanted AS again) ORDER BY w.n",
             {{"wanted", wanted}})) {
        numbers.push_back(row.integer("number"));
        places.push_back(row.integer("n"));
    }
    CHECK(numbers == std::vector<std::int64_t>{3, -4, INT64_MAX});
    CHECK(places == std::vector<std::int64_t>{0, 1, 2});

    const RowList none({{"title", RowList::Type::text}});
    CHECK(reader->org(our_org)
              .query("SELECT t.id AS id FROM $none AS w CROSS JOIN note t WHERE t.org = $org AND t.title = w.title",
                     {{"none", none}})
              .empty());
}
