// Which queue a conversation finds by the org's own rules.
#include "runtime/desk/routing/rules.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/desk_floor.hpp"

using namespace millrace;
using namespace millrace::desk;
using namespace millrace::desk::testing;

namespace {

Status set(Floor& floor, std::vector<RoutingRule> rules) {
    const Result<bool> done = floor.work([&](const Work& w) -> Result<bool> {
        if (Status set = set_routing_rules(w, {std::move(rules)}); !set) {
            return set.error();
        }
        return true;
    });
    return done ? Status() : Status(done.error());
}

RoutingRule rule(std::string title, std::string when, std::string queue, std::string priority = "") {
    return {std::move(title), std::move(when), std::move(queue), std::move(priority), {}};
}

Visitor joins_by_rules(Floor& floor, std::string first_text, std::string_view tag = "") {
    const Visitor customer = floor.visitor();
    REQUIRE(floor.say(customer, "m1", std::move(first_text)));
    if (!tag.empty()) {
        REQUIRE(floor.effect(customer, "conversation.tag", Map{{"tag", tag}}));
    }
    REQUIRE(floor.effect(customer, "queue.join", Map{{"queue", "customer_service"}, {"by_rules", true}}));
    return customer;
}

}  // namespace

TEST_CASE("ROUTE-3 the first rule that holds says which queue, and how urgent") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    REQUIRE(set(floor, {rule("Refunds", "contains(lower(first_text), 'refund')", "support", "high"),
                        rule("Buyers", "has(tags, 'buyer') and channel.kind == 'webchat'", "sales")}));
    const Visitor refund = joins_by_rules(floor, "I want a REFUND", "buyer");
    CHECK(floor.look(refund).queue == "support");
    CHECK(floor.look(refund).priority == Priority::high);
    const auto entry = find_entry(floor.store->reader()->org(floor.org), refund.conversation);
    REQUIRE(entry);
    CHECK(entry->rule == "Refunds");
    CHECK(floor.heard(event::conversation_routed) == 1);

    CHECK(floor.look(joins_by_rules(floor, "Hello", "buyer")).queue == "sales");
    const Visitor other = joins_by_rules(floor, "Hello");
    CHECK(floor.look(other).queue == "customer_service");
    CHECK(find_entry(floor.store->reader()->org(floor.org), other.conversation)->rule.empty());
    // A flow that names a queue and does not ask the rules means it.
    const Visitor named = floor.visitor();
    REQUIRE(floor.say(named, "m1", "refund"));
    floor.queue(named, "sales");
    CHECK(floor.look(named).queue == "sales");
}

TEST_CASE("ROUTE-7 fields and attributes that were captured at the beginning count, also for what nobody owns") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    REQUIRE(
        set(floor, {rule("Gold", "fields.tier == 'gold' or contact.email == 'mia@example.org'", "sales", "urgent")}));
    const Visitor customer = floor.visitor();
    REQUIRE(floor.effect(customer, "conversation.set_field", Map{{"field", "tier"}, {"value", "gold"}}));
    REQUIRE(floor.work([&](const Work& w) -> Result<bool> {
        if (Status back = fall_back(w, floor.look(customer)); !back) {
            return back.error();
        }
        return true;
    }));
    CHECK(floor.look(customer).queue == "sales");
    CHECK(floor.look(customer).priority == Priority::urgent);
}

TEST_CASE("ROUTE-4 USER-6 a rule may ask for skills besides those of the queue") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    floor.skilled(floor.ben, {{"german", 4}});
    RoutingRule german = rule("German", "contains(first_text, 'Hallo')", "support");
    german.skills = {{"german", 3}};
    REQUIRE(set(floor, {german}));
    floor.online(floor.anna);
    const Visitor customer = joins_by_rules(floor, "Hallo");
    CHECK(floor.asked(customer).empty());
    floor.online(floor.ben);
    CHECK(floor.asked(customer) == floor.ben.name);
}

TEST_CASE("ROUTE-3 rules are checked when they are saved, with the place of what is wrong") {
    Floor floor(Kind::memory);
    CHECK(set(floor, {rule("A", "true", "nowhere")}).error().pointer == "/rules/0/queue");
    const Status expression = set(floor, {rule("A", "true", "sales"), rule("B", "first_text ==", "sales")});
    CHECK(expression.error().code == "routing_rule.expression");
    CHECK(expression.error().pointer == "/rules/1/when");
    CHECK(set(floor, {rule("A", "vars.x", "sales")}).error().pointer == "/rules/0/when");
    CHECK(set(floor, {rule("A", "true", "sales", "soon")}).error().pointer == "/rules/0/priority");
    CHECK(set(floor, {rule(" ", "true", "sales")}).error().pointer == "/rules/0/title");
    RoutingRule skilled = rule("A", "true", "sales");
    skilled.skills = {{"juggling", 1}};
    CHECK(set(floor, {skilled}).error().pointer == "/rules/0/skills/0/key");
    CHECK(routing_rules(floor.store->reader()->org(floor.org)).rules.empty());
}

TEST_CASE("ROUTE-3 it can be seen which rule would decide, and why those before it did not") {
    Floor floor(Kind::memory);
    REQUIRE(set(floor, {rule("Sum", "fields.amount > 100", "sales"), rule("Rest", "true", "support")}));
    const auto reader = floor.store->reader();
    const RoutingRules rules = routing_rules(reader->org(floor.org));
    const RuleDecision large = decide(rules, Map{{"fields", Map{{"amount", 500}}}}, floor.clock.time);
    REQUIRE(large.rule);
    CHECK(large.rule->title == "Sum");
    // What cannot be answered does not hold, and says so.
    const Value shown = show(decide(rules, Map{{"fields", Map{{"amount", "many"}}}}, floor.clock.time));
    CHECK(shown["rule"]["title"] == Value("Rest"));
    CHECK(shown["tried"].as_list()[0]["matched"] == Value(false));
    CHECK(shown["tried"].as_list()[0]["problem"].is_string());
}
