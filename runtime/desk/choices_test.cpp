// What settings of flows may name.
#include "runtime/desk/choices.hpp"
#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/lookups/lookup.hpp"
#include "runtime/desk/tags/tag.hpp"
#include "runtime/desk/texts/text.hpp"

using namespace millrace;
using namespace millrace::desk;
using namespace millrace::desk::testing;

namespace {

std::vector<std::string> values_of(World& world, std::string_view kind) {
    const auto found = choices(world.store->reader()->org(world.org), kind);
    REQUIRE(found);
    std::vector<std::string> values;
    for (const Choice& one : *found) {
        CHECK_FALSE(one.label.empty());
        values.push_back(one.value);
    }
    return values;
}
using Values = std::vector<std::string>;

}  // namespace

TEST_CASE("a form offers what the org has, of each kind, by name") {
    World world(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    CHECK(values_of(world, "queue") == Values{"customer_service", "sales", "support"});
    CHECK(values_of(world, "team") == Values{"customer_service", "sales", "support"});
    CHECK(values_of(world, "channel") == Values{std::string(demo_channel)});
    CHECK(values_of(world, "calendar").size() == 1);
    CHECK(values_of(world, "user").size() == 4);
    CHECK(values_of(world, "tag").empty());
    CHECK(values_of(world, "credential").empty());

    REQUIRE(world.work([&](const Work& work) -> Result<Value> {
        set_skills(work.tx, work.org, world.anna.user, {{"german", 3}, {"billing", 2}});
        set_skills(work.tx, work.org, world.ben.user, {{"german", 5}});
        write_text(work.tx, work.org, {"hello", "Welcome", "Hello {{contact.name}}"});
        write_lookup(work.tx, work.org, {"prices", "Prices", Map{{"chair", 20}}});
        REQUIRE(define_tag(work, world.admin, {"urgent", "", "sales"}));
        return define_tag(work, world.admin, {"urgent", "", "support"});
    }));
    CHECK(values_of(world, "skill") == Values{"billing", "german"});
    CHECK(values_of(world, "template") == Values{"still_waiting", "hello"});
    CHECK(values_of(world, "lookup") == Values{"customers", "prices"});
    CHECK(values_of(world, "tag") == Values{"urgent"});
}

TEST_CASE("people are shown by name and set by id, and who has left is not offered") {
    World world(Kind::memory);
    REQUIRE(world.change([&](store::Transaction& tx) -> Status {
        CHECK(set_active(tx, world.org, world.ben.user, false));
        return {};
    }));
    const auto people = choices(world.store->reader()->org(world.org), "user");
    REQUIRE(people);
    REQUIRE(people->size() == 3);
    for (const Choice& one : *people) {
        CHECK(one.value != world.ben.user);
        CHECK(exists(world.store->reader()->org(world.org), "user", one.value));
    }
}

TEST_CASE("a kind that names nothing of the desk has no choices") {
    World world(Kind::memory);
    CHECK_FALSE(choices(world.store->reader()->org(world.org), "duration"));
    for (const std::string& kind : choice_kinds()) {
        CHECK(choices(world.store->reader()->org(world.org), kind));
    }
}
