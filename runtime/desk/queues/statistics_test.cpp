// What came into each queue, how it left, and what follows from it.
#include "runtime/desk/queues/statistics.hpp"
#include "runtime/desk/conversations/abandonment.hpp"
#include "runtime/desk/conversations/steering.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/desk_floor.hpp"
#include "runtime/desk/live/live.hpp"
#include "runtime/desk/settings/settings.hpp"

using namespace millrace;
using namespace millrace::desk;
using namespace millrace::desk::testing;

namespace {

QueueCounts counts(Floor& floor, std::string_view queue) {
    return counts_of(floor.store->reader()->org(floor.org), queue, Time{0}, floor.clock.time + seconds(1));
}

std::int64_t waiting(Floor& floor, std::string_view queue) {
    const auto reader = floor.store->reader();
    const auto here = reader->org(floor.org);
    return figures_of(here, *find_queue(here, queue), floor.clock.time).waiting;
}

// Q7: whatever came in has left in one way, or waits; at every moment, in every queue.
void is_conserved(Floor& floor) {
    for (const char* queue : {"sales", "support", "customer_service"}) {
        const QueueCounts all = counts(floor, queue);
        INFO(queue);
        CHECK(all.entered() == all.left() + waiting(floor, queue));
    }
}

Result<bool> leave(Floor& floor, const Visitor& customer) {
    return floor.work([&](const Work& w) -> Result<bool> {
        if (Status left = leave_conversation(w, customer); !left) {
            return left.error();
        }
        return true;
    });
}

}  // namespace

TEST_CASE("QUEUE-5 Q7 every stay in a queue has one beginning and one end, and is counted with it") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor answered = floor.waiting("support");
    is_conserved(floor);
    floor.pass(seconds(5));
    floor.online(floor.anna);
    REQUIRE(floor.accept(floor.anna, answered));
    is_conserved(floor);

    const Visitor hasty = floor.waiting("sales");
    floor.pass(seconds(9));
    REQUIRE(leave(floor, hasty));
    is_conserved(floor);

    REQUIRE(floor.status(floor.anna, "offline"));
    const Visitor tired = floor.waiting("sales");
    floor.pass(seconds(10));
    REQUIRE(leave(floor, tired));

    const Visitor returned = floor.waiting("sales");
    REQUIRE(floor.effect(returned, "queue.leave", Map{}));
    is_conserved(floor);
    const Visitor moved = floor.waiting("sales");
    REQUIRE(floor.transfer(floor.supervisor, moved, "customer_service"));
    is_conserved(floor);
    const Visitor ended = floor.waiting("sales");
    REQUIRE(floor.close(floor.supervisor, ended));
    is_conserved(floor);
    REQUIRE(floor.transfer(floor.anna, answered, "sales"));
    is_conserved(floor);

    const QueueCounts sales = counts(floor, "sales");
    CHECK(sales.enqueued == 5);
    CHECK(sales.transferred_in == 1);
    CHECK(sales.abandoned == 2);
    CHECK(sales.abandoned_short == 1);
    CHECK(sales.returned == 1);
    CHECK(sales.transferred_out == 1);
    CHECK(sales.ended == 1);
    CHECK(sales.answered == 0);
    const QueueCounts support = counts(floor, "support");
    CHECK(support.answered == 1);
    CHECK(support.answered_in_time == 1);
    CHECK(support.wait_ms == 5000);
    CHECK(support.handed_on == 1);
    CHECK(counts(floor, "customer_service").transferred_in == 1);
}

TEST_CASE("QUEUE-5 a wait that goes over into another queue is one wait, and who had it begins a new one") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    QueuePolicy policy;
    policy.overflow_to = "customer_service";
    policy.overflow_after = minutes(1);
    floor.policy("sales", policy);
    const Visitor customer = floor.waiting("sales");
    floor.pass(minutes(1));
    CHECK(floor.look(customer).queue == "customer_service");
    CHECK(counts(floor, "sales").overflowed_out == 1);
    CHECK(counts(floor, "customer_service").overflowed_in == 1);
    floor.pass(seconds(30));
    floor.online(floor.ben);
    REQUIRE(floor.accept(floor.ben, customer));
    CHECK(counts(floor, "customer_service").wait_ms == 90'000);
    CHECK(counts(floor, "customer_service").answered_in_time == 0);
    is_conserved(floor);

    // An hour's talk is no wait.
    floor.pass(hours(1));
    REQUIRE(floor.transfer(floor.ben, customer, "support"));
    floor.pass(seconds(7));
    floor.online(floor.anna);
    REQUIRE(floor.accept(floor.anna, customer));
    CHECK(counts(floor, "support").wait_ms == 7'000);
    is_conserved(floor);
}

TEST_CASE("QUEUE-4 QUEUE-5 today begins at midnight where the org is") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    const auto came_today = [&] {
        const auto reader = floor.store->reader();
        const Value shown(show_live(reader->org(floor.org), floor.supervisor, floor.clock.time, {}).snapshot);
        for (const Value& queue : shown["queues"].as_list()) {
            if (queue["key"].as_string() == "sales") {
                return queue["today"]["counts"]["enqueued"].as_integer();
            }
        }
        return std::int64_t{-1};
    };
    floor.clock.time = *parse_time("2026-01-05T22:30:00Z");
    floor.waiting("sales");
    floor.clock.time = *parse_time("2026-01-05T23:30:00Z");
    floor.waiting("sales");
    CHECK(came_today() == 2);
    DeskSettings settings;
    settings.time_zone = "Europe/Berlin";
    const auto decide = [&] {
        return floor.work([&](const Work& w) -> Result<bool> {
            const Status set = set_desk_settings(w, settings);
            return set ? Result<bool>(true) : Result<bool>(set.error());
        });
    };
    REQUIRE(decide());
    CHECK(came_today() == 1);  // there it is the sixth, half past midnight
    settings.time_zone = "Berlin";
    CHECK(decide().error().code == "calendar.unknown_zone");
}

TEST_CASE("QUEUE-5 service level, abandon rate and speed of answer follow from the counts") {
    Floor floor(Kind::memory);
    QueueCounts counts;
    counts.enqueued = 100;
    counts.answered = 80;
    counts.answered_in_time = 64;
    counts.abandoned = 15;
    counts.abandoned_short = 5;
    counts.returned = 5;
    counts.wait_ms = 1'600'000;
    counts.longest_wait_ms = 95'000;
    const auto reader = floor.store->reader();
    const Value shown = show_figures(reader->org(floor.org), "support", counts);
    CHECK(shown["service_level"]["answered_only"] == Value(80.0));  // 64 of 80
    CHECK(shown["service_level"]["standard"] == Value(71.1));       // 64 of 80 + 15 - 5
    CHECK(shown["service_level"]["strict"] == Value(64.0));         // 64 of 100
    CHECK(shown["abandon_rate"] == Value(15.0));
    CHECK(shown["answer_rate"] == Value(80.0));
    CHECK(shown["asa_s"] == Value(20));
    CHECK(shown["longest_wait_s"] == Value(95));
    CHECK(shown["target"]["answer_within"] == Value("20s"));
    CHECK(shown["target"]["goal_percent"] == Value(80));
    CHECK(show_figures(reader->org(floor.org), "support", {})["abandon_rate"].is_nil());
}

TEST_CASE("QUEUE-4 QUEUE-5 statistics are by quarters of an hour, for who leads the queue's team") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    const Time begin = floor.clock.time;
    floor.waiting("support");
    floor.pass(minutes(15));
    floor.waiting("support");
    const auto reader = floor.store->reader();
    const auto here = reader->org(floor.org);
    const Result<Value> shown =
        show_statistics(here, floor.supervisor, "support", begin, floor.clock.time + seconds(1));
    REQUIRE(shown);
    CHECK((*shown)["intervals"].as_list().size() == 2);
    CHECK((*shown)["counts"]["enqueued"] == Value(2));
    const Value queue = show_queue(here, *find_queue(here, "support"), floor.clock.time);
    CHECK(queue["waiting"] == Value(2));
    CHECK(queue["oldest_wait_s"] == Value(900));
    CHECK(show_statistics(here, floor.anna, "customer_service", begin, floor.clock.time).error().code ==
          "queue.unknown");
    CHECK(show_statistics(here, floor.supervisor, "support", begin, begin).error().code == "statistics.range");
}

TEST_CASE("a customer who shows nothing of himself for five minutes while he waits is gone") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor gone = floor.waiting("support");
    const Visitor there = floor.waiting("support");
    floor.absent.insert(gone.conversation);
    floor.pass(milliseconds(299'998));
    CHECK(floor.look(gone).status == "queued");
    floor.pass(milliseconds(2));
    CHECK(floor.look(gone).status == "closed");
    CHECK(floor.look(gone).close_reason == "customer_left");
    CHECK(floor.look(there).status == "queued");
    CHECK(floor.heard(event::conversation_abandoned) == 1);
    CHECK(floor.heard(event::conversation_closed) == 1);
    CHECK(floor.signals() == std::vector<std::string>{"conversation.closed"});
    CHECK(counts(floor, "support").abandoned == 1);
    CHECK(counts(floor, "support").abandoned_short == 0);
    is_conserved(floor);
}

TEST_CASE("what is offered is abandoned too, and what somebody has accepted never is") {
    Floor floor(Kind::memory);
    floor.online(floor.anna);
    const Visitor accepted = floor.waiting("support");
    REQUIRE(floor.accept(floor.anna, accepted));
    const Visitor offered = floor.waiting("support");
    floor.absent = {accepted.conversation, offered.conversation};
    REQUIRE(floor.asked(offered) == floor.anna.name);
    REQUIRE(leave(floor, offered));
    CHECK(floor.heard(event::offer_withdrawn) == 1);
    CHECK(floor.heard(event::conversation_abandoned) == 1);
    floor.pass(hours(2));
    CHECK(floor.look(accepted).status == "assigned");

    // Nor while it waits for the next: he was answered, and may come back to read.
    REQUIRE(floor.transfer(floor.anna, accepted, "customer_service"));
    floor.pass(hours(2));
    CHECK(floor.look(accepted).status == "queued");
}

TEST_CASE("QUEUE-5 what is handed back to its flow while it waits has left the queue, and is counted so") {
    Floor floor(Kind::memory);
    const Visitor customer = floor.waiting("support");
    REQUIRE(floor.work([&](const Work& w) -> Result<bool> {
        hand_back_to_run(w, floor.look(customer));
        return true;
    }));
    CHECK(floor.look(customer).status == "new");
    CHECK(counts(floor, "support").returned == 1);
    is_conserved(floor);
}

TEST_CASE("ROUTE-5 whose offer goes away with its customer is offered the next at once") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        set_capacity(tx, floor.org, floor.anna.user, {.chat = 1, .voice = 1});
        return {};
    }));
    floor.online(floor.anna);
    const Visitor first = floor.waiting("support");
    const Visitor second = floor.waiting("sales");
    REQUIRE(floor.asked(first) == floor.anna.name);
    REQUIRE(floor.asked(second).empty());
    SECTION("he closes the chat") {
        REQUIRE(leave(floor, first));
    }
    SECTION("it goes back to its flow") {
        REQUIRE(floor.effect(first, "queue.leave", Map{}));
    }
    SECTION("it is taken by who leads") {
        REQUIRE(floor.take(floor.supervisor, first));
    }
    SECTION("it is handed to where she does not work") {
        REQUIRE(floor.transfer(floor.supervisor, first, "customer_service"));
    }
    CHECK(floor.asked(second) == floor.anna.name);
}

TEST_CASE("a sign of life is written once in a while, and not each time he asks") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    const Visitor customer = floor.waiting("support");
    const auto is_to_be_noted = [&] {
        return is_visitor_to_be_noted(floor.store->reader()->org(floor.org), customer.conversation, floor.clock.time);
    };
    CHECK_FALSE(is_to_be_noted());
    floor.clock.time = floor.clock.time + seconds(61);
    CHECK(is_to_be_noted());
    REQUIRE(floor.say(customer, "m1", "Are you there?"));
    CHECK_FALSE(is_to_be_noted());
}

TEST_CASE("SUP-9 SUP-10 AGST-6 one snapshot has queues with figures, agents, open conversations and alerts") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    const Visitor mine = floor.waiting("support");
    floor.online(floor.anna);
    REQUIRE(floor.accept(floor.anna, mine));
    floor.waiting("customer_service");
    REQUIRE(floor.status(floor.anna, "paused", "bathroom"));
    floor.pass(minutes(10));
    const auto reader = floor.store->reader();
    const auto look = [&](const Viewer& viewer, int limit = 100) {
        return show_live(reader->org(floor.org), viewer, floor.clock.time, {.limit = limit});
    };
    const Live live = look(floor.supervisor);
    const Map& all = live.snapshot;
    REQUIRE(all["queues"].as_list().size() == 3);
    CHECK(all["queues"].as_list()[2]["key"] == Value("support"));
    CHECK(all["queues"].as_list()[2]["today"]["counts"]["answered"] == Value(1));
    CHECK(all["queues"].as_list()[0]["waiting"] == Value(1));
    CHECK(all["queues"].as_list()[0]["agents_online"] == Value(0));
    REQUIRE(all["agents"].as_list().size() == 2);
    CHECK(all["agents"].as_list()[0]["over_limit"] == Value(true));
    CHECK(all["agents"].as_list()[0]["assigned"] == Value(1));
    CHECK(all["conversations"]["assigned"] == Value(1));
    CHECK(all["open"].as_list().size() == 2);
    REQUIRE(all["alerts"].as_list().size() == 1);
    CHECK(all["alerts"].as_list()[0]["kind"] == Value("pause_exceeded"));

    // Page by page, and of nobody else's teams.
    const Live first = look(floor.supervisor, 1);
    CHECK(first.snapshot["open"].as_list().size() == 1);
    const Live second =
        show_live(reader->org(floor.org), floor.supervisor, floor.clock.time, {.before = first.next, .limit = 1});
    CHECK(second.snapshot["open"].as_list().size() == 1);
    CHECK_FALSE(second.next);
    Viewer lead = floor.ben;
    lead.role = desk::Role::team_lead;
    CHECK(look(lead).snapshot["queues"].as_list().size() == 2);
    Viewer stranger = lead;
    stranger.user = "nobody";
    CHECK(look(stranger).snapshot["queues"].as_list().empty());
    CHECK(look(stranger).snapshot["open"].as_list().empty());
    CHECK(look(stranger).snapshot["agents"].as_list().empty());
    CHECK(look(stranger).snapshot["alerts"].as_list().empty());
}

TEST_CASE("ROUTE-9 AGST-6 who has more than he can take is shown as overloaded, and available is who has room") {
    Floor floor(Kind::memory);
    floor.online(floor.anna);
    const Visitor first = floor.waiting("support");
    const Visitor second = floor.waiting("support");
    REQUIRE(floor.accept(floor.anna, first));
    REQUIRE(floor.accept(floor.anna, second));
    const auto figures = [&] {
        const auto reader = floor.store->reader();
        const auto here = reader->org(floor.org);
        return figures_of(here, *find_queue(here, "support"), floor.clock.time);
    };
    CHECK(figures().agents_online == 1);
    CHECK(figures().agents_available == 1);
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        set_capacity(tx, floor.org, floor.anna.user, {.chat = 1, .voice = 1});
        return {};
    }));
    CHECK(figures().agents_available == 0);
    const auto reader = floor.store->reader();
    const auto here = reader->org(floor.org);
    CHECK(show_agent(here, *find_agent(here, floor.anna.user), floor.clock.time)["overloaded"] == Value(true));
    CHECK(show_agent(here, *find_agent(here, floor.ben.user), floor.clock.time)["overloaded"] == Value(false));
}
