// Who is offered what, and what becomes of offers.
#include "runtime/desk/conversations/inbox.hpp"
#include "runtime/desk/desk_floor.hpp"

using namespace millrace;
using namespace millrace::desk;
using namespace millrace::desk::testing;

TEST_CASE("AGST-1 ROUTE-2 what waits is offered to whoever comes online, who may accept it once") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = floor.waiting("support");
    CHECK(floor.asked(customer).empty());
    CHECK(floor.status_of(floor.anna) == "offline");

    floor.online(floor.anna);
    CHECK(floor.asked(customer) == floor.anna.name);
    CHECK(status_for_staff(floor.look(customer)) == "offered");
    CHECK(status_for_visitor(floor.look(customer)) == "queued");
    CHECK(floor.accept(floor.ben, customer).error().code == "offer.unknown");

    REQUIRE(floor.accept(floor.anna, customer));
    CHECK(floor.look(customer).status == "assigned");
    CHECK(floor.look(customer).agent == floor.anna.user);
    CHECK(floor.signals() == std::vector<std::string>{"conversation.assigned"});
    CHECK(floor.accept(floor.anna, customer).error().code == "offer.unknown");
}

TEST_CASE("RBAC-13 an admin is never routed to, and a supervisor only leads") {
    Floor floor(Kind::memory);
    CHECK(floor.status(floor.admin, "online").error().code == "agent.not_routable");
    CHECK(floor.status(floor.supervisor, "online").error().code == "agent.not_routable");
    const Visitor customer = floor.waiting("support");
    CHECK(floor.asked(customer).empty());
}

TEST_CASE("ROUTE-1 a missed offer goes to the next, with its place, and pauses who missed it") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    floor.online(floor.anna);
    floor.pass(seconds(1));
    floor.online(floor.ben);
    const Visitor first = floor.waiting("support");
    REQUIRE(floor.asked(first) == floor.anna.name);
    const auto place = find_entry(floor.store->reader()->org(floor.org), first.conversation)->since;

    floor.pass(seconds(19));
    CHECK(floor.asked(first) == floor.anna.name);
    floor.pass(seconds(1));
    CHECK(floor.asked(first) == floor.ben.name);
    CHECK(floor.status_of(floor.anna) == "paused(missed_offer)");
    CHECK(find_entry(floor.store->reader()->org(floor.org), first.conversation)->since == place);
    CHECK(floor.heard(event::offer_lapsed) == 1);
    CHECK(floor.accept(floor.anna, first).error().code == "offer.unknown");

    floor.pass(seconds(20));
    CHECK(floor.asked(first).empty());
    CHECK(floor.look(first).status == "queued");
    floor.online(floor.anna);
    CHECK(floor.asked(first) == floor.anna.name);
}

TEST_CASE("who declines is not asked again, and keeps his place among the others") {
    Floor floor(Kind::memory);
    floor.online(floor.anna);
    const Visitor customer = floor.waiting("support");
    REQUIRE(floor.decline(floor.anna, customer));
    CHECK(floor.asked(customer).empty());
    CHECK(floor.status_of(floor.anna) == "online");
    const Visitor next = floor.waiting("support");
    CHECK(floor.asked(next) == floor.anna.name);
    floor.online(floor.ben);
    CHECK(floor.asked(customer) == floor.ben.name);
}

TEST_CASE("ROUTE-5 nobody is given more than he can take, and gets the next when he has less") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    floor.online(floor.anna);
    std::vector<Visitor> customers;
    for (int i = 0; i < 6; ++i) {
        customers.push_back(floor.waiting("support"));
    }
    for (int i = 0; i < 4; ++i) {
        REQUIRE(floor.accept(floor.anna, customers[static_cast<std::size_t>(i)]));
    }
    CHECK(floor.asked(customers[4]).empty());
    CHECK(floor.take(floor.anna, customers[4]).error().code == "agent.at_capacity");
    REQUIRE(floor.close(floor.anna, customers[1]));
    CHECK(floor.asked(customers[4]) == floor.anna.name);
    CHECK(floor.asked(customers[5]).empty());
}

TEST_CASE("the longest idle is asked first; other strategies have their own order") {
    Floor floor(Kind::memory);
    floor.online(floor.ben);
    floor.pass(seconds(5));
    floor.online(floor.anna);
    const Visitor first = floor.waiting("support");
    CHECK(floor.asked(first) == floor.ben.name);
    REQUIRE(floor.accept(floor.ben, first));
    const Visitor second = floor.waiting("support");
    CHECK(floor.asked(second) == floor.anna.name);
    REQUIRE(floor.accept(floor.anna, second));

    SECTION("by turns, whatever each has in hand") {
        floor.policy("support", {.strategy = Strategy::round_robin});
        const Visitor third = floor.waiting("support");
        CHECK(floor.asked(third) == floor.ben.name);
        const Visitor fourth = floor.waiting("support");
        CHECK(floor.asked(fourth) == floor.anna.name);
    }
    SECTION("by load, in shares of what each can take") {
        floor.policy("support", {.strategy = Strategy::least_loaded});
        REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
            set_capacity(tx, floor.org, floor.anna.user, {.chat = 10, .voice = 1});
            return {};
        }));
        const Visitor third = floor.waiting("support");
        CHECK(floor.asked(third) == floor.anna.name);
    }
    SECTION("by what they know") {
        floor.skilled(floor.ben, {{"billing", 7}});
        floor.skilled(floor.anna, {{"billing", 4}});
        floor.policy("support", {.strategy = Strategy::best_skilled, .skills = {{"billing", 3}}});
        const Visitor third = floor.waiting("support");
        CHECK(floor.asked(third) == floor.ben.name);
    }
}

TEST_CASE("ROUTE-4 only the skilled are asked, until the rings have widened") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    QueuePolicy policy;
    policy.skills = {{"billing", 5}};
    policy.rings = {{seconds(30), 3}, {seconds(60), 5}};
    floor.policy("support", policy);
    floor.skilled(floor.anna, {{"billing", 2}});
    floor.online(floor.anna);
    const Visitor customer = floor.waiting("support");
    CHECK(floor.asked(customer).empty());
    floor.pass(seconds(29));
    CHECK(floor.asked(customer).empty());
    floor.pass(seconds(1));
    CHECK(floor.asked(customer) == floor.anna.name);

    SECTION("and at last anybody is") {
        REQUIRE(floor.decline(floor.anna, customer));
        floor.online(floor.ben);
        CHECK(floor.asked(customer).empty());
        floor.pass(seconds(30));
        CHECK(floor.asked(customer) == floor.ben.name);
    }
}

TEST_CASE("ROUTE-7 the urgent come first, and who has waited long counts for more where a queue says so") {
    Floor floor(Kind::memory);
    QueuePolicy policy;
    policy.ageing = minutes(5);
    floor.policy("support", policy);
    const Visitor old = floor.waiting("support", "low");
    floor.pass(minutes(14));
    const Visitor urgent = floor.waiting("support", "high");
    const Visitor normal = floor.waiting("support");
    const auto order = [&] {
        std::vector<std::string> asked;
        floor.events.clear();
        floor.online(floor.anna);
        for (const DeskEvent& each : floor.events) {
            if (each.name == event::conversation_offered) {
                asked.emplace_back(each.payload["conversation_id"].as_string());
            }
        }
        return asked;
    };
    CHECK(order() == std::vector<std::string>{to_text(old.conversation), to_text(urgent.conversation),
                                              to_text(normal.conversation)});
}

TEST_CASE("AGST-1 ROUTE-6 who has no socket for 30 s is offline: offers go back, what he has stays his") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    floor.online(floor.anna);
    const Visitor his = floor.waiting("support");
    REQUIRE(floor.accept(floor.anna, his));
    floor.pass(seconds(25), &floor.anna);
    const Visitor offered = floor.waiting("support");
    REQUIRE(floor.asked(offered) == floor.anna.name);
    floor.online(floor.ben);
    floor.pass(seconds(5), &floor.anna);
    CHECK(floor.status_of(floor.anna) == "offline");
    CHECK(floor.asked(offered) == floor.ben.name);
    CHECK(floor.look(his).agent == floor.anna.user);
    CHECK(floor.look(his).status == "assigned");
}

TEST_CASE("AGST-2 AGST-4 AGST-5 ROUTE-6 pauses have reasons and limits, and who leads the team may end them") {
    Floor floor(Kind::memory);
    floor.online(floor.anna);
    CHECK(floor.status(floor.anna, "paused", "siesta").error().pointer == "/reason");
    CHECK(floor.status(floor.anna, "busy").error().code == "agent.status_unknown");
    REQUIRE(floor.status(floor.anna, "paused", "bathroom"));
    const Visitor customer = floor.waiting("support");
    CHECK(floor.asked(customer).empty());
    floor.pass(milliseconds(599'998));
    CHECK(floor.heard(event::agent_alert_raised) == 0);
    floor.pass(milliseconds(2));
    CHECK(floor.heard(event::agent_alert_raised) == 1);
    floor.pass(minutes(1));
    CHECK(floor.heard(event::agent_alert_raised) == 1);

    const auto override_as = [&](const Viewer& by) {
        return floor.work([&](const Work& w) { return override_status(w, by, floor.anna.user, "online", ""); });
    };
    CHECK(override_as(floor.ben).error().code == "agent.unknown");
    REQUIRE(override_as(floor.supervisor));
    CHECK(floor.asked(customer) == floor.anna.name);
}

TEST_CASE("CONV-10 a transfer keeps the place in line, and is not offered to who gave it away") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor early = floor.waiting("sales");
    floor.online(floor.anna);
    REQUIRE(floor.accept(floor.anna, early));
    const Time since = *floor.look(early).waiting_since;
    const Visitor late = floor.waiting("support");
    REQUIRE(floor.decline(floor.anna, late));
    floor.pass(minutes(3));

    CHECK(floor.transfer(floor.anna, early, "nowhere").error().pointer == "/queue");
    REQUIRE(floor.transfer(floor.anna, early, "support"));
    CHECK(floor.look(early).status == "queued");
    CHECK(floor.look(early).agent.empty());
    CHECK(floor.look(early).waiting_since == since);
    CHECK(floor.asked(early).empty());
    const auto entries = entries_of(floor.store->reader()->org(floor.org), "support", 5);
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].conversation == early.conversation);

    floor.online(floor.ben);
    CHECK(floor.asked(early) == floor.ben.name);
    CHECK(floor.transfer(floor.anna, early, "sales").error().code == "conversation.preview_only");
}

TEST_CASE("what waits too long overflows, as old as it is") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    QueuePolicy policy;
    policy.overflow_to = "customer_service";
    policy.overflow_after = minutes(2);
    floor.policy("sales", policy);
    const Visitor customer = floor.waiting("sales");
    const Time since = *floor.look(customer).waiting_since;
    floor.online(floor.ben);
    floor.pass(milliseconds(119'999));
    CHECK(floor.look(customer).queue == "sales");
    floor.pass(milliseconds(1));
    CHECK(floor.look(customer).queue == "customer_service");
    CHECK(floor.asked(customer) == floor.ben.name);
    CHECK(find_entry(floor.store->reader()->org(floor.org), customer.conversation)->since == since);
}

TEST_CASE("overflow that would go in a circle is refused, and the circle is named") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    const auto set = [&](std::string_view from, std::string to) {
        QueuePolicy policy;
        policy.overflow_to = std::move(to);
        policy.overflow_after = minutes(2);
        return floor.change([&](store::Transaction& tx) { return set_policy(tx, floor.org, from, policy); });
    };
    REQUIRE(set("sales", "support"));
    REQUIRE(set("support", "customer_service"));
    const Status circle = set("customer_service", "sales");
    REQUIRE_FALSE(circle);
    CHECK(circle.error().code == "routing.overflow_cycle");
    CHECK(circle.error().pointer == "/overflow_to");
    CHECK(circle.error().message ==
          "expected overflow that ends somewhere but it goes in a circle:"
          " customer_service → sales → support → customer_service");
    // Another way round it is none.
    REQUIRE(set("support", "sales").error().code == "routing.overflow_cycle");
    floor.policy("sales", QueuePolicy{});
    REQUIRE(set("customer_service", "sales"));
}

TEST_CASE("who closes may wrap up first; for the customer it is over") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    QueuePolicy policy;
    policy.wrap_up = seconds(40);
    floor.policy("support", policy);
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        set_capacity(tx, floor.org, floor.anna.user, {.chat = 1, .voice = 1});
        return {};
    }));
    floor.online(floor.anna);
    const Visitor first = floor.waiting("support");
    const Visitor second = floor.waiting("support");
    REQUIRE(floor.accept(floor.anna, first));
    REQUIRE(floor.close(floor.anna, first));
    CHECK(floor.look(first).status == "wrap_up");
    CHECK(status_for_visitor(floor.look(first)) == "closed");
    CHECK(floor.status_of(floor.anna) == "wrap_up");
    CHECK(floor.say(first, "late", "one more thing").error().code == "conversation.closed");
    CHECK(floor.close(floor.anna, first).error().code == "conversation.closed");
    CHECK(floor.asked(second).empty());

    SECTION("until he is done") {
        REQUIRE(floor.work([&](const Work& w) { return complete_conversation(w, floor.anna, first.conversation); }));
    }
    SECTION("or his time is over") {
        floor.pass(seconds(40));
    }
    CHECK(floor.look(first).status == "closed");
    CHECK(floor.asked(second) == floor.anna.name);
}

TEST_CASE("CONV-3 a conversation is opened again with who had it, or in front of its queue") {
    Floor floor(Kind::memory);
    const Visitor customer = floor.waiting("support");
    floor.online(floor.anna);
    REQUIRE(floor.accept(floor.anna, customer));
    REQUIRE(floor.close(floor.anna, customer));
    const auto reopen = [&] {
        return floor.work(
            [&](const Work& w) { return reopen_conversation(w, floor.supervisor, customer.conversation); });
    };
    SECTION("who is online has it again") {
        REQUIRE(reopen());
        CHECK(floor.look(customer).status == "assigned");
        CHECK(floor.look(customer).agent == floor.anna.user);
        CHECK(reopen().error().code == "conversation.open");
    }
    SECTION("while he is not there it comes first") {
        REQUIRE(floor.status(floor.anna, "offline"));
        const Visitor other = floor.waiting("support", "high");
        REQUIRE(reopen());
        const auto entries = entries_of(floor.store->reader()->org(floor.org), "support", 5);
        REQUIRE(entries.size() == 2);
        CHECK(entries[0].conversation == customer.conversation);
        CHECK(entries[1].conversation == other.conversation);
    }
}

TEST_CASE("what is due is found for the org that has it, and nothing is due while nothing happens") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const auto due = [&] { return orgs_with_due_routing(*floor.store->reader(), floor.clock.time).size(); };
    CHECK(due() == 0);
    floor.online(floor.anna);
    const Visitor customer = floor.waiting("support");
    REQUIRE(floor.asked(customer) == floor.anna.name);
    CHECK(due() == 0);
    floor.clock.time = floor.clock.time + seconds(20);
    CHECK(due() == 1);
    floor.pass(seconds(0));
    CHECK(due() == 0);

    QueuePolicy policy;
    policy.overflow_to = "sales";
    policy.overflow_after = minutes(1);
    floor.policy("support", policy);
    CHECK(due() == 0);
    floor.clock.time = floor.clock.time + minutes(1);
    CHECK(due() == 1);
}

TEST_CASE("QUEUE-4 one snapshot counts what waits, is offered, and is with somebody") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    const Visitor first = floor.waiting("support");
    floor.waiting("support");
    floor.waiting("customer_service");
    floor.online(floor.anna);
    REQUIRE(floor.accept(floor.anna, first));
    const auto reader = floor.store->reader();
    const auto here = reader->org(floor.org);
    const Value counts = count_open_conversations(here, floor.supervisor);
    CHECK(counts["queued"] == Value(1));
    CHECK(counts["offered"] == Value(1));
    CHECK(counts["assigned"] == Value(1));
    const auto listed = [&](const Viewer& viewer, std::string status) {
        return list_conversations(here, viewer, {.status = std::move(status)})->items.as_list().size();
    };
    CHECK(listed(floor.supervisor, "queued") == 1);
    CHECK(listed(floor.supervisor, "offered") == 1);
    CHECK(listed(floor.anna, "offered") == 1);
    CHECK(listed(floor.ben, "queued") == 1);
    const Value agents = show_agents(here, floor.supervisor, floor.clock.time);
    CHECK(agents["items"].as_list().size() == 2);
    CHECK(show_agents(here, floor.anna, floor.clock.time)["items"].as_list().empty());
}

TEST_CASE("ROUTE-4 ROUTE-5 what was true when it was offered is looked at again when he accepts") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    floor.skilled(floor.anna, {{"french", 5}});
    QueuePolicy policy;
    policy.skills = {{"french", 3}};
    floor.policy("sales", policy);
    floor.online(floor.anna);
    const Visitor customer = floor.waiting("sales");
    REQUIRE(floor.asked(customer) == floor.anna.name);

    floor.skilled(floor.anna, {});
    const Result<Value> refused = floor.accept(floor.anna, customer);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "offer.unknown");
    CHECK(refused.error().message.find("lacks_skills") != std::string::npos);
    CHECK(floor.look(customer).status == "queued");

    floor.skilled(floor.anna, {{"french", 5}});
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        set_capacity(tx, floor.org, floor.anna.user, {0, 0});
        return {};
    }));
    CHECK(floor.accept(floor.anna, customer).error().message.find("busy") != std::string::npos);
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        set_capacity(tx, floor.org, floor.anna.user, {1, 0});
        return {};
    }));
    REQUIRE(floor.accept(floor.anna, customer));
}
