#include "engine/value/json.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/routing/policy.hpp"

namespace millrace::desk {
namespace {

Error malformed(std::string message, std::string pointer) {
    return {"routing.malformed", std::move(message), std::move(pointer)};
}

// What overflows in a circle is handed on for ever and served by nobody. No policy that is kept makes one, so a new one
// comes back to its own queue or ends.
Status check_overflow(store::OrgReader reader, std::string_view queue, const std::string& first) {
    std::string way(queue);
    for (std::string next = first; !next.empty(); next = policy_of(reader, next).overflow_to) {
        const bool is_seen = (" → " + way + " →").find(" → " + next + " →") != std::string::npos;
        way += " → " + next;
        if (next == queue) {
            return Error{"routing.overflow_cycle",
                         "expected overflow that ends somewhere but it goes in a circle: " + way, "/overflow_to"};
        }
        if (is_seen) {
            break;  // one of before this was refused, in which this queue is not
        }
    }
    return {};
}

// What the description cannot say.
Status check(store::OrgReader reader, std::string_view queue, const QueuePolicy& policy) {
    for (std::size_t i = 0; i < policy.rings.size(); ++i) {
        if (i > 0 && policy.rings[i].after <= policy.rings[i - 1].after) {
            return malformed("expected rings by rising time but this one comes after " + to_text(policy.rings[i].after),
                             "/rings/" + std::to_string(i) + "/after");
        }
    }
    if (policy.overflow_to.empty() != (policy.overflow_after.ms == 0)) {
        return malformed("expected overflow_to and overflow_after together but one is missing", "/overflow_to");
    }
    if (!policy.overflow_to.empty() && (policy.overflow_to == queue || !find_queue(reader, policy.overflow_to))) {
        return malformed("expected another queue of this org but got '" + policy.overflow_to + "'", "/overflow_to");
    }
    return check_overflow(reader, queue, policy.overflow_to);
}

}  // namespace

void describe(Fields<Ring>& fields) {
    fields.add("after", &Ring::after).required().at_least(seconds(1)).help("Whoever has waited so long …");
    fields.add("lower_by", &Ring::lower_by).at_least(1.0).at_most(10.0).help("… is content with so much less.");
}

void describe(Fields<QueuePolicy>& fields) {
    fields.add("strategy", &QueuePolicy::strategy).help("Who of those who could is asked first.");
    fields.add("offer_for", &QueuePolicy::offer_for)
        .at_least(seconds(1))
        .at_most(minutes(10))
        .help("How long somebody is asked before the next one is.");
    fields.add("wrap_up", &QueuePolicy::wrap_up)
        .at_most(hours(1))
        .help("Time after the end, before the next; 0s: none.");
    fields.add("skills", &QueuePolicy::skills).help("What is asked for, with its least level.");
    fields.add("rings", &QueuePolicy::rings).help("Asked for less and less, by time waited.");
    fields.add("ageing", &QueuePolicy::ageing).help("So long a wait counts as one priority more; 0s: never.");
    fields.add("overflow_to", &QueuePolicy::overflow_to).help("The key of the queue to which it goes on …");
    fields.add("overflow_after", &QueuePolicy::overflow_after).help("… when it has waited so long here.");
    fields.add("answer_within", &QueuePolicy::answer_within)
        .at_least(seconds(1))
        .at_most(hours(24))
        .help("The service level: how soon a person should answer.");
    fields.add("goal_percent", &QueuePolicy::goal_percent)
        .at_least(1.0)
        .at_most(100.0)
        .help("Of so many in a hundred.");
}

QueuePolicy policy_of(store::OrgReader reader, std::string_view queue) {
    const auto row =
        reader.settled_one("SELECT settings FROM queue_policy WHERE org = $org AND queue = $queue", {{"queue", queue}});
    return row ? policy_from(row->text("settings")) : QueuePolicy{};
}

QueuePolicy policy_from(std::string_view text) {
    const Result<Value> settings = text.empty() ? Result<Value>(Error{}) : json::parse(text);
    return settings ? from_value<QueuePolicy>(*settings) : QueuePolicy{};
}

Status set_policy(store::Transaction& tx, OrgId org, std::string_view queue, const QueuePolicy& policy) {
    if (!find_queue(tx.org(org), queue)) {
        return Error{"queue.unknown", "expected a queue of the org but there is no '" + std::string(queue) + "'"};
    }
    if (Status sound = check(tx.org(org), queue, policy); !sound) {
        return sound;
    }
    const std::string settings = json::dump(to_value(policy));
    tx.run(
        "INSERT INTO queue_policy(org, queue, settings, changes_by_age, overflow_to, overflow_after)"
        " VALUES($org, $queue, $settings, $changes, $overflow_to, $overflow_after) ON CONFLICT(org, queue) DO UPDATE"
        " SET settings = $settings, changes_by_age = $changes, overflow_to = $overflow_to,"
        " overflow_after = $overflow_after",
        {{"org", org},
         {"queue", queue},
         {"settings", settings},
         {"changes", !policy.rings.empty() || policy.ageing.ms > 0},
         {"overflow_to", policy.overflow_to},
         {"overflow_after", policy.overflow_after}});
    return {};
}

}  // namespace millrace::desk
