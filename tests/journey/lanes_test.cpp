// What runs beside each other, and commands of one run after each other, do to one another: nothing.

#include <stdexcept>

#include "engine/node/node_type.hpp"
#include "tests/journey/steps_flow.hpp"

namespace millrace::journey {
namespace {

struct NoSettings {};
void describe(Fields<NoSettings>&) {}

// Waits for a step; the thirteenth is more than its code can take.
class Fragile final : public Node<NoSettings> {
public:
    Step enter(const NoSettings&, const NodeContext&) const override { return wait_for({String("step")}); }
    Step resume(const NoSettings&, const Signal& signal, const NodeContext&) const override {
        if (signal.payload["n"] == Value(13)) {
            throw std::runtime_error("thirteen");
        }
        return leave_by("done");
    }
};

NodeType fragile() {
    NodeType type = node_type<Fragile>("test.fragile").with_outputs({ok("done", "It held.")}).waiting(Waits::always);
    type.signals = {"step"};
    return type;
}

constexpr const char* one_fragile =
    R"({"format":"millrace.flow/1","key":"fragile","title":"t","trigger":{"on":"api"},"start":"f",
  "nodes":{"f":{"type":"test.fragile","next":{"done":"e"}},"e":{"type":"control.end"}}})";

constexpr const char* menu_with_patience =
    R"({"format":"millrace.flow/1","key":"m","title":"t","trigger":{"on":"conversation.started"},"start":"menu",
  "nodes":{"menu":{"type":"conversation.menu","settings":{"text":"What is it?","options":["sales"],"patience":"10m"},
    "next":{"sales":"a","no_match":"b","timeout":"b"}},
  "a":{"type":"control.end","settings":{"outcome":"sales"}},"b":{"type":"control.end","settings":{"outcome":"late"}}}})";

}  // namespace

TEST_CASE("Two commands to one run are taken in the order in which they came, a commit each") {
    House house;
    house.publish(two_steps);
    const RunId run = house.start("steps").run;
    const std::uint64_t commits = house.store->statistics().commits;

    const auto first = house.signal(run, "step", step(1));
    const auto second = house.signal(run, "step", step(2));
    house.scheduler->run_all();
    CHECK(house.store->pump() == 1);  // the second is not even decided before the first is durable
    house.scheduler->run_all();
    CHECK(*first);
    CHECK_FALSE(*second);
    house.settle();

    REQUIRE(*second);
    CHECK((*second)->shown["status"] == Value("completed"));
    CHECK(house.said() == Texts{"first 1", "second 2"});
    CHECK(house.store->statistics().commits == commits + 2);
    CHECK(house.turns_decided_again(run) == 3);
}

TEST_CASE("Of an answer and the end of patience at the same moment the one that came first counts, and alone") {
    House house;
    house.publish(menu_with_patience);
    const auto conversation = house.store->ids().next<store::SubjectId>(3);
    house.start_on(conversation, "m");
    house.settle();
    const RunId run = house.runs().at(0).id;
    house.clock.time = house.clock.time + minutes(10);

    std::string outcome;
    SECTION("the answer") {
        house.customer_says(conversation, "1", "sales");
        house.scheduler->run_all();  // decided, not yet durable
        house.running->drive->tick();
        outcome = "sales";
    }
    SECTION("the clock") {
        house.running->drive->tick();
        house.customer_says(conversation, "1", "sales");
        outcome = "late";
    }
    house.settle();
    CHECK(house.shown(run)["output"]["outcome"] == Value(outcome));
    CHECK(house.inbox_rows() == 0);
    CHECK(house.figures().timers == 0);
    CHECK(house.turns_decided_again(run) == 2);
}

TEST_CASE("A run that had to leave the cache is read again and goes on") {
    HouseOptions options;
    options.drive.cache_bytes_max = 1;
    House house(std::move(options));
    house.publish(two_steps);
    const RunId one = house.start("steps").run;
    const std::size_t bytes_of_one = house.figures().cached_bytes;
    const RunId other = house.start("steps").run;
    CHECK(house.figures().lanes == 1);
    CHECK(house.figures().cached_bytes == bytes_of_one);

    const std::uint64_t loads = house.figures().loads;
    house.signal(one, "step", step(1));
    house.settle();
    CHECK(house.figures().loads == loads + 1);
    house.signal(other, "step", step(1));
    house.settle();
    CHECK(house.figures().loads == loads + 2);
    house.signal(other, "step", step(2));
    house.settle();
    CHECK(house.figures().loads == loads + 2);  // the one used last is still there

    CHECK(house.said() == Texts{"first 1", "first 1", "second 2"});
    CHECK(house.state(one).status == run::Status::waiting);
    CHECK(house.state(other).status == run::Status::completed);
    CHECK(house.turns_decided_again(one) == 2);
}

TEST_CASE("A run that is set aside disturbs no neighbour of its batch") {
    HouseOptions options;
    options.node_types.push_back(fragile());
    House house(std::move(options));
    house.publish(one_fragile);
    const RunId before = house.start("fragile").run;
    const RunId broken = house.start("fragile").run;
    const RunId behind = house.start("fragile").run;
    int number = 13;

    SECTION("because its code threw") {}
    SECTION("because its journal is damaged") {
        REQUIRE(house.store->write([&](store::Transaction& tx) -> Status {
            tx.run("UPDATE journal SET body = x'00' WHERE run = $run", {{"run", broken}});
            return {};
        }));
        house.process().drive->recover();
        number = 1;
    }
    const std::uint64_t batches = house.store->statistics().batches;
    const auto first = house.signal(before, "step", step(1));
    const auto middle = house.signal(broken, "step", step(number));
    const auto last = house.signal(behind, "step", step(2));
    house.scheduler->run_all();
    CHECK(house.store->pump() == 3);
    CHECK(house.store->statistics().batches == batches + 1);
    house.settle();

    CHECK((*first)->shown["status"] == Value("completed"));
    CHECK((*last)->shown["status"] == Value("completed"));
    REQUIRE(*middle);
    CHECK((*middle)->kind != Kind::done);
    CHECK(house.figures().quarantined == 1);
    for (const store::RunHeader& run : house.runs()) {
        CHECK((run.status == store::RunStatus::quarantined) == (run.id == broken));
    }
    CHECK(house.turns_decided_again(before) == 2);
}

}  // namespace millrace::journey
