#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/desk_world.hpp"

using namespace millrace;
using namespace millrace::desk;
using namespace millrace::desk::testing;

TEST_CASE("AUDIT-1 each change has an entry with who, what, before and after, or neither is there") {
    World world(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = world.visitor();
    world.queue(customer, "support");
    REQUIRE(world.change([&](store::Transaction& tx) {
        return take_conversation(Work{tx, *world.feed, world.org, world.anna.user}, world.anna, customer.conversation);
    }));
    REQUIRE_FALSE(world.take(world.ben, customer));

    const auto reader = world.store->reader();
    const auto here = reader->org(world.org);
    const auto entries = list_audit(here, {.object = "conversation:" + to_text(customer.conversation)});
    REQUIRE(entries.size() == 2);
    CHECK(entries[1].actor == "flow");
    CHECK(entries[1].action == "conversation.queued");
    CHECK(entries[0].actor == world.anna.user);
    const Value shown = show(here, entries[0]);
    CHECK(shown["action"].as_string() == "conversation.assigned");
    CHECK(shown["actor_name"].as_string() == world.anna.name);
    CHECK(shown["before"]["status"].as_string() == "queued");
    CHECK(shown["after"]["agent"].as_string() == world.anna.user);
    CHECK(list_audit(here, {.actor = world.anna.user}).size() == 1);
}

TEST_CASE("AUDIT-1 an entry that is altered, taken away or put in later is found") {
    World world(Kind::memory);
    for (int i = 0; i < 3; ++i) {
        world.queue(world.visitor(), "support");
    }
    const auto verified = [&] { return verify_audit(world.store->reader()->org(world.org)); };
    REQUIRE(verified());
    CHECK(*verified() == 3);
    const auto meddle = [&](std::string_view sql) {
        REQUIRE(world.change([&](store::Transaction& tx) -> Status {
            tx.run(sql, {{"org", world.org}});
            return {};
        }));
    };
    SECTION("altered") {
        meddle("UPDATE audit SET actor = 'nobody' WHERE org = $org AND seq = 2");
        CHECK_THAT(verified().error().message, Catch::Contains("entry 2"));
    }
    SECTION("taken away from the middle") {
        meddle("DELETE FROM audit WHERE org = $org AND seq = 2");
        CHECK_THAT(verified().error().message, Catch::Contains("entry 2") && Catch::Contains("found 3"));
    }
    SECTION("put in") {
        meddle(
            "INSERT INTO audit(org, seq, at, actor, action, object, before, after, hash)"
            " SELECT org, 4, at, actor, action, object, before, after, hash FROM audit WHERE org = $org AND seq = 3");
        CHECK_THAT(verified().error().message, Catch::Contains("entry 4"));
    }
}
