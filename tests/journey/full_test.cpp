// When there is no room: refused aloud, or rolled back; never half done, never lost without a word.

#include "engine/desk/integration.hpp"
#include "tests/journey/steps_flow.hpp"

namespace millrace::journey {

TEST_CASE("With the queue full new commands are refused, what has begun goes on, and later there is room again") {
    HouseOptions options;
    options.queue_max = 2;
    House house(std::move(options));
    house.publish(two_steps);
    const RunId begun = house.start("steps").run;
    const store::IdempotencyKey key{org, "runs:abc", "hash", ""};

    const auto first = house.begin("steps");
    const auto second = house.begin("steps");
    const auto third = house.begin("steps", Value(), key);
    REQUIRE(*third);
    CHECK((*third)->kind == Kind::busy);
    const auto command = house.signal(begun, "step", step(1));
    REQUIRE(*command);
    CHECK((*command)->kind == Kind::busy);
    house.write(step_row(begun, 1, house.clock.time));  // was promised already: it is taken
    house.settle();

    REQUIRE(*first);
    CHECK((*first)->kind == Kind::done);
    REQUIRE(*second);
    CHECK((*second)->kind == Kind::done);
    CHECK(house.said() == Texts{"first 1"});
    CHECK(house.runs().size() == 3);
    CHECK(house.figures().commands_waiting == 0);

    CHECK(house.start("steps", Value(), key).kind == Kind::done);
    house.signal(begun, "step", step(2));
    house.settle();
    CHECK(house.state(begun).status == run::Status::completed);
}

TEST_CASE("With too many commands under way new ones are refused, wherever those wait") {
    HouseOptions options;
    options.drive.admission.room_max = 2;
    House house(std::move(options));
    house.publish(two_steps);
    const RunId begun = house.start("steps").run;

    house.begin("steps");
    house.scheduler->run_all();  // decided: it waits for the disk
    const auto first = house.signal(begun, "step", step(1));
    const auto second = house.signal(begun, "step", step(2));
    REQUIRE(*second);
    CHECK((*second)->kind == Kind::busy);
    house.settle();
    REQUIRE(*first);
    CHECK((*first)->kind == Kind::done);

    house.signal(begun, "step", step(2));
    house.settle();
    CHECK(house.said() == Texts{"first 1", "second 2"});
}

TEST_CASE("A run is its org's own, whether it is in memory or has to be read") {
    HouseOptions options;
    options.on_disk = true;
    House house(std::move(options));
    house.publish(two_steps);
    const RunId run = house.start("steps").run;
    if (GENERATE(true, false)) {
        house.crash();
    }
    const auto by_others = [&](run::Command command) {
        drive::CommandRequest request;
        request.org = OrgId{org.value + 1};
        request.run = run;
        request.command = std::move(command);
        request.show = true;
        auto answered = std::make_shared<std::optional<drive::Answered>>();
        house.running->drive->command(std::move(request), [answered](drive::Answered a) { *answered = std::move(a); });
        return answered;
    };
    const auto told = by_others(run::DeliverSignal{Signal{"step", step(9)}, 0, {}, house.clock.time});
    const auto own = house.signal(run, "step", step(1));
    const auto cancelled = by_others(run::CancelRun{"not mine"});
    house.settle();
    for (const auto& refused : {told, cancelled}) {
        REQUIRE(*refused);
        CHECK((*refused)->kind == Kind::unknown_run);
        CHECK((*refused)->shown.is_nil());
    }
    REQUIRE(*own);
    CHECK((*own)->kind == Kind::done);
    house.signal(run, "step", step(2));
    house.settle();
    CHECK(house.said() == Texts{"first 1", "second 2"});
    CHECK(house.figures().commands_waiting == 0);
}

TEST_CASE("A crowd that becomes durable at once is answered to the last one") {
    House house;
    house.publish(two_steps);
    std::vector<std::shared_ptr<std::optional<drive::Answered>>> all;
    for (int i = 0; i < 100; ++i) {
        all.push_back(house.begin("steps"));
    }
    house.settle();
    for (const auto& each : all) {
        REQUIRE(*each);
        CHECK((*each)->kind == Kind::done);
    }
    CHECK(house.figures().commands_waiting == 0);
}

TEST_CASE("A turn that finds no room on the disk is rolled back whole, and its run is read again") {
    HouseOptions options;
    options.store_bytes_max = std::uint64_t{1} << 20;
    House house(std::move(options));
    house.publish(two_steps);
    const RunId run = house.start("steps").run;
    const auto too_large = [&] {
        return house.begin("steps", Map{{"ballast", std::string(std::size_t{2} << 20, 'x')}});
    };

    SECTION("its caller hears so and may ask again") {
        const auto refused = house.signal(run, "step", step(1));
        const auto ballast = too_large();  // the same batch
        house.settle();
        REQUIRE(*refused);
        CHECK((*refused)->kind == Kind::storage_full);
        CHECK((*ballast)->kind == Kind::storage_full);
        CHECK(house.said().empty());
        CHECK(house.turns_decided_again(run) == 1);

        const std::uint64_t loads = house.figures().loads;
        house.signal(run, "step", step(1));
        house.settle();
        CHECK(house.figures().loads == loads + 1);
    }
    SECTION("a row from the inbox is tried again a second later") {
        house.write(step_row(run, 1, house.clock.time));
        too_large();
        house.settle();
        CHECK(house.said().empty());
        CHECK(house.inbox_rows() == 1);
        house.after(seconds(1));
        CHECK(house.inbox_rows() == 0);
    }
    CHECK(house.said() == Texts{"first 1"});
    house.signal(run, "step", step(2));
    house.settle();
    CHECK(house.said() == Texts{"first 1", "second 2"});
    CHECK(house.turns_decided_again(run) == 3);
}

TEST_CASE("An answer that finds no room on the disk is stored when there is room again") {
    constexpr const char* calls = R"({"format":"millrace.flow/1","key":"calls","title":"t","trigger":{"on":"api"},
      "start":"look","nodes":{
        "look":{"type":"integration.http","settings":{"url":"http://crm.example/1"},"next":{"ok":"e","error":"e"}},
        "e":{"type":"control.end"}}})";
    HouseOptions options;
    options.store_bytes_max = std::uint64_t{1} << 20;
    House house(std::move(options));
    house.publish(calls);
    const RunId run = house.start("calls").run;
    REQUIRE(house.running->orders.size() == 1);

    desk::HttpReplied reply;
    reply.status = 200;
    house.running->drive->answer(std::move(house.running->orders.front()),
                                 Signal{String(desk::HttpReplied::name), to_value(reply)});
    house.begin("calls", Map{{"ballast", std::string(std::size_t{2} << 20, 'x')}});  // the same batch
    house.settle();
    CHECK(house.state(run).status == run::Status::waiting);
    CHECK(house.outbox_rows() == 1);

    house.after(seconds(1));
    CHECK(house.state(run).status == run::Status::completed);
    CHECK(house.outbox_rows() == 0);
    CHECK(house.turns_decided_again(run) == 2);
}

TEST_CASE("A row that is handed over twice takes effect once") {
    House house;
    house.publish(two_steps);
    const RunId run = house.start("steps").run;
    house.write(step_row(run, 1, house.clock.time));
    std::vector<store::InboxRow> rows;
    {
        const auto reader = house.store->reader();
        rows = store::pending_inbox(*reader, {}, 10);
    }
    house.running->drive->deliver(std::move(rows));
    house.settle();
    CHECK(house.said() == Texts{"first 1"});
    CHECK(house.turns_decided_again(run) == 2);
}

}  // namespace millrace::journey
