// A process may end between any two of its steps. The next one finds the rest in the store: rows of the inbox, orders
// of the outbox, timers that became due meanwhile.

#include "engine/desk/integration.hpp"
#include "tests/journey/steps_flow.hpp"

namespace millrace::journey {
namespace {

constexpr const char* errand =
    R"({"format":"millrace.flow/1","key":"errand","title":"t","trigger":{"on":"conversation.started"},"start":"menu",
  "nodes":{"menu":{"type":"conversation.menu","settings":{"text":"What is it?","options":["sales"]},
    "next":{"sales":"look","no_match":"other","timeout":"other"}},
  "look":{"type":"integration.http","settings":{"url":"http://crm.example/1","into":"customer"},
    "next":{"ok":"wait","error":"other"}},
  "wait":{"type":"control.wait","settings":{"duration":"1h"},"next":{"done":"bye"}},
  "bye":{"type":"conversation.send","settings":{"text":"Goodbye {{vars.customer.name}}"},"next":{"sent":"served"}},
  "served":{"type":"control.end","settings":{"outcome":"served"}},
  "other":{"type":"control.end","settings":{"outcome":"other"}}}})";

HouseOptions on_disk() {
    HouseOptions options;
    options.on_disk = true;
    return options;
}

// Somebody's errand from the first word to the last, in a house whose process dies once, before the given step.
class Errand {
public:
    explicit Errand(int dies_before) : house(on_disk()), steps_left_(dies_before) {
        house.publish(errand);
        const auto conversation = house.store->ids().next<store::SubjectId>(3);
        house.start_on(conversation, "errand");
        settle();
        house.customer_says(conversation, "1", "sales");
        settle();
        // Asked more than once, the service answers more than once.
        for (int asked = 0; !house.running->orders.empty(); ++asked) {
            REQUIRE(asked < 3);
            for (store::OutboxRow& order : std::exchange(house.running->orders, {})) {
                desk::HttpReplied reply;
                reply.status = 200;
                reply.json = Map{{"name", "Ana"}};
                house.running->drive->answer(std::move(order),
                                             Signal{String(desk::HttpReplied::name), to_value(reply)});
            }
            settle();
        }
        house.clock.time = house.clock.time + hours(2);
        for (int ticks = 0; ticks < 2; ++ticks) {
            house.running->drive->tick();
            settle();
        }
    }

    bool died() const { return steps_left_ < 0; }

    House house;

private:
    void settle() {
        do {
            if (steps_left_-- == 0) {
                house.crash();
            }
        } while (house.step());
    }

    int steps_left_;
};

}  // namespace

TEST_CASE("After a kill time goes on from where it was, though the machine's clock was set back") {
    HouseOptions options;
    options.on_disk = true;
    House house(std::move(options));
    house.publish(two_steps);
    house.start("steps");
    house.after(milliseconds(900));  // less than the time between two marks of the clock
    house.start("steps");
    const Time last = house.store->clock().now();
    house.clock.time = house.clock.time - hours(3);
    house.crash();
    CHECK(house.store->clock().now() >= last);
}

TEST_CASE("An errand is done once, wherever its process ends") {
    int deaths = 0;
    for (bool died = true; died; ++deaths) {
        Errand played(deaths);
        died = played.died();
        House& house = played.house;
        INFO("it died before step " << deaths);
        REQUIRE(house.said() == std::vector<std::string>{"What is it?", "Goodbye Ana"});
        const auto runs = house.runs();
        REQUIRE(runs.size() == 1);
        REQUIRE(runs[0].status == store::RunStatus::completed);
        REQUIRE(house.shown(runs[0].id)["output"]["outcome"] == Value("served"));
        REQUIRE(house.inbox_rows() == 0);
        REQUIRE(house.outbox_rows() == 0);
        REQUIRE(house.figures().timers == 0);
        REQUIRE(house.turns_decided_again(runs[0].id) == 4);
        REQUIRE(deaths < 1000);
    }
    CHECK(deaths > 15);
}

}  // namespace millrace::journey
