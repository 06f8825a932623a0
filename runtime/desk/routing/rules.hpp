#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/routing/policy.hpp"
#include "runtime/desk/work.hpp"

// The org's ordered list of rules: the first whose condition holds says to which queue a conversation goes, how urgent
// it is, and what whoever takes it must know. Asked when a flow joins a queue "by rules", and for what nobody owns.
namespace millrace::desk {

struct RoutingRule {
    std::string title;
    std::string when;      // an expression of README.md's words
    std::string queue;     // key
    std::string priority;  // of desk::Priority; empty: as it is
    std::vector<Skill> skills = {};
};
void describe(Fields<RoutingRule>& fields);

struct RoutingRules {
    std::vector<RoutingRule> rules;
};
void describe(Fields<RoutingRules>& fields);

store::Migration rule_tables();

RoutingRules routing_rules(store::OrgReader reader);
// In place of all. Errors with the place in the list: "routing_rule.malformed", "routing_rule.expression",
// "routing_rule.queue_unknown", "routing_rule.skill_unknown".
Status set_routing_rules(const Work& work, const RoutingRules& rules);

// What conditions read.
Map facts_of(store::OrgReader reader, const Conversation& conversation, Priority priority);

struct RuleDecision {
    std::optional<RoutingRule> rule;  // the first that holds
    List tried;                       // {title, matched, problem?}, up to that one
};
RuleDecision decide(const RoutingRules& rules, const Map& facts, Time now);
Value show(const RuleDecision& decision);

// Where it goes: by a rule, or where it was going.
struct Route {
    std::string queue;
    Priority priority = Priority::normal;
    std::string rule = {};    // its title
    std::string skills = {};  // JSON
};
Route route_by_rules(const Work& work, const Conversation& conversation, std::string_view queue, Priority priority);

}  // namespace millrace::desk
