#include "runtime/desk/routing/rules.hpp"

#include "engine/base/text.hpp"
#include "engine/expression/map_scope.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/queues/queue.hpp"

namespace millrace::desk {
namespace {

constexpr std::size_t rules_max = 100;

const expression::Vocabulary& words() {
    static const expression::Vocabulary vocabulary{{
        {"channel", 1, false, "kind and key of the way in"},
        {"contact", 1, false, "name and email, as far as he told us"},
        {"fields", 1, false, "the conversation's own fields, by name"},
        {"tags", 0, false, "a list"},
        {"first_text", 0, false, "what the customer wrote first"},
        {"priority", 0, false, "low, normal, high or urgent, as the flow asks"},
        {"human_requested", 0, false, "whether he asked for a person"},
    }};
    return vocabulary;
}

std::optional<Priority> priority_of(std::string_view name) {
    for (const Priority each : {Priority::low, Priority::normal, Priority::high, Priority::urgent}) {
        if (to_text(each) == name) {
            return each;
        }
    }
    return std::nullopt;
}

bool is_skill_known(store::OrgReader reader, std::string_view skill) {
    return reader.one("SELECT skill FROM agent_skill WHERE org = $org AND skill = $skill LIMIT 1", {{"skill", skill}})
        .has_value();
}

Status check(const Work& work, const RoutingRule& rule, const std::string& place) {
    if (trim(rule.title).empty() || utf8_length(rule.title) > 100) {
        return Error{"routing_rule.malformed", "expected a title of 1 to 100 characters but it is not",
                     place + "/title"};
    }
    if (const auto parsed = expression::parse(rule.when, words()); !parsed) {
        return Error{"routing_rule.expression", parsed.error().message, place + "/when"};
    }
    if (!find_queue(work.reader(), rule.queue)) {
        return Error{"routing_rule.queue_unknown", "expected a queue of this org but there is no '" + rule.queue + "'",
                     place + "/queue"};
    }
    if (!rule.priority.empty() && !priority_of(rule.priority)) {
        return Error{"routing_rule.malformed",
                     "expected one of low, normal, high, urgent but got '" + rule.priority + "'", place + "/priority"};
    }
    for (std::size_t i = 0; i < rule.skills.size(); ++i) {
        if (!is_skill_known(work.reader(), rule.skills[i].key)) {
            return Error{"routing_rule.skill_unknown",
                         "expected a skill that somebody has but nobody knows '" + rule.skills[i].key + "'",
                         place + "/skills/" + std::to_string(i) + "/key"};
        }
    }
    return {};
}

}  // namespace

void describe(Fields<RoutingRule>& fields) {
    fields.add("title", &RoutingRule::title).required().help("What people call it; says why something is where it is.");
    fields.add("when", &RoutingRule::when)
        .required()
        .help("An expression over channel, contact, fields, tags, first_text …");
    fields.add("queue", &RoutingRule::queue).required().help("The key of the queue to which it goes.");
    fields.add("priority", &RoutingRule::priority).help("low, normal, high or urgent; left out: as it is.");
    fields.add("skills", &RoutingRule::skills).help("What who takes it must know, besides what the queue asks for.");
}

void describe(Fields<RoutingRules>& fields) {
    fields.add("rules", &RoutingRules::rules).help("In order: the first whose condition holds decides.");
}

store::Migration rule_tables() {
    return {.number = 1930,
            .name = "routing_rules",
            .statements = {"CREATE TABLE routing_rules(org {id} PRIMARY KEY, rules {text} NOT NULL)",
                           "CREATE INDEX agent_skill_by_skill ON agent_skill(org, skill)"}};
}

RoutingRules routing_rules(store::OrgReader reader) {
    const auto row = reader.settled_one("SELECT rules FROM routing_rules WHERE org = $org");
    const Result<Value> rules = row ? json::parse(row->text("rules")) : Result<Value>(Error{});
    return rules ? from_value<RoutingRules>(*rules) : RoutingRules{};
}

Status set_routing_rules(const Work& work, const RoutingRules& wanted) {
    if (wanted.rules.size() > rules_max) {
        return Error{
            "routing_rule.malformed",
            "expected at most " + std::to_string(rules_max) + " rules but got " + std::to_string(wanted.rules.size()),
            "/rules"};
    }
    for (std::size_t i = 0; i < wanted.rules.size(); ++i) {
        if (Status sound = check(work, wanted.rules[i], "/rules/" + std::to_string(i)); !sound) {
            return sound;
        }
    }
    const Value before = to_value(routing_rules(work.reader()));
    const Value after = to_value(wanted);
    work.tx.run(
        "INSERT INTO routing_rules(org, rules) VALUES($org, $rules) ON CONFLICT(org) DO UPDATE SET rules = $rules",
        {{"org", work.org}, {"rules", json::dump(after)}});
    record(work, "routing_rules.changed", "routing_rules", before, after);
    return {};
}

Map facts_of(store::OrgReader reader, const Conversation& conversation, Priority priority) {
    const std::optional<Channel> channel = find_channel(reader, conversation.channel);
    const std::optional<Contact> contact = find_contact(reader, conversation.contact);
    List tags;
    for (const std::string& tag : tags_of(reader, conversation.id)) {
        tags.push(tag);
    }
    return Map{{"channel", Map{{"kind", channel ? Value(channel->kind) : Value()}, {"key", conversation.channel_key}}},
               {"contact", Map{{"name", contact ? text_or_nil(contact->name) : Value()},
                               {"email", contact ? text_or_nil(contact->email) : Value()}}},
               {"fields", fields_set_on(reader, conversation.id)},
               {"tags", std::move(tags)},
               {"first_text", conversation.first_text},
               {"priority", to_text(priority)},
               {"human_requested", conversation.human_requested}};
}

RuleDecision decide(const RoutingRules& rules, const Map& facts, Time now) {
    RuleDecision decision;
    expression::MapScope scope(words(), facts, now);
    for (const RoutingRule& rule : rules.rules) {
        const auto condition = expression::parse(rule.when, words());
        const Result<bool> holds = condition ? expression::test(*condition, scope) : Result<bool>(condition.error());
        Map tried{{"title", rule.title}, {"matched", holds && *holds}};
        if (!holds) {
            tried.set("problem", holds.error().message);
        }
        decision.tried.push(std::move(tried));
        if (holds && *holds) {
            decision.rule = rule;
            break;
        }
    }
    return decision;
}

Value show(const RuleDecision& decision) {
    return Map{{"rule", decision.rule ? to_value(*decision.rule) : Value()}, {"tried", decision.tried}};
}

Route route_by_rules(const Work& work, const Conversation& conversation, std::string_view queue, Priority priority) {
    Route route{std::string(queue), priority};
    const RoutingRules rules = routing_rules(work.reader());
    if (rules.rules.empty()) {
        return route;
    }
    const RuleDecision decision = decide(rules, facts_of(work.reader(), conversation, priority), work.now());
    // A queue cannot be taken away; were it so, what waits would still have a place.
    if (decision.rule && find_queue(work.reader(), decision.rule->queue)) {
        route.queue = decision.rule->queue;
        route.priority = priority_of(decision.rule->priority).value_or(priority);
        route.rule = decision.rule->title;
        if (!decision.rule->skills.empty()) {
            route.skills = json::dump(to_value(*decision.rule)["skills"]);
        }
    }
    work.publish(event::conversation_routed,
                 {"org:" + to_text(work.org), "team:" + find_queue(work.reader(), route.queue)->team},
                 Map{{"conversation_id", to_text(conversation.id)},
                     {"queue", route.queue},
                     {"priority", to_text(route.priority)},
                     {"rule", text_or_nil(route.rule)},
                     {"tried", decision.tried}});
    return route;
}

}  // namespace millrace::desk
