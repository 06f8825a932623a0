#include "runtime/desk/conversations/typing.hpp"

#include <algorithm>

#include "runtime/desk/desk_world.hpp"

namespace millrace::desk::testing {
namespace {

using Topics = std::vector<std::string>;

struct Typing {
    World& world;
    const Visitor& visitor;

    Topics of_visitor() const {
        const auto reader = world.store->reader();
        return topics_while_visitor_types(reader->org(world.org), visitor.conversation);
    }
    Topics of(const Viewer& person) const {
        const auto reader = world.store->reader();
        return topics_while_agent_types(reader->org(world.org), visitor.conversation, person.user);
    }
};

bool has(const Topics& topics, const std::string& topic) {
    return std::find(topics.begin(), topics.end(), topic) != topics.end();
}

TEST_CASE("That somebody types is told to the other side of a conversation that a person has") {
    World world(GENERATE(Kind::memory, Kind::file));
    const Visitor visitor = world.visitor();
    const Typing typing{world, visitor};
    CHECK(typing.of_visitor().empty());  // the flow has it: nobody looks on
    world.queue(visitor, "support");
    CHECK(typing.of_visitor().empty());
    CHECK(typing.of(world.anna).empty());

    REQUIRE(world.take(world.anna, visitor));
    CHECK(has(typing.of_visitor(), "rep:" + world.anna.user));
    CHECK_FALSE(has(typing.of_visitor(), "rep:" + world.ben.user));
    CHECK_FALSE(has(typing.of_visitor(), "conversation:" + to_text(visitor.conversation)));
    CHECK(typing.of(world.anna) == Topics{"conversation:" + to_text(visitor.conversation)});
    CHECK(typing.of(world.ben).empty());  // not his: the visitor must not be told
    CHECK(typing.of(world.supervisor).empty());

    REQUIRE(world.close(world.anna, visitor));
    CHECK(typing.of_visitor().empty());
    CHECK(typing.of(world.anna).empty());
}

TEST_CASE("Another org's conversation is no conversation") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    world.queue(visitor, "support");
    REQUIRE(world.take(world.anna, visitor));
    const auto reader = world.store->reader();
    const store::OrgReader elsewhere = reader->org(OrgId{world.org.value + 1});
    CHECK(topics_while_visitor_types(elsewhere, visitor.conversation).empty());
    CHECK(topics_while_agent_types(elsewhere, visitor.conversation, world.anna.user).empty());
}

}  // namespace
}  // namespace millrace::desk::testing
