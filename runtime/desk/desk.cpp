#include "runtime/desk/desk.hpp"

#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/agents/alerts.hpp"
#include "runtime/desk/articles/article.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/calendars/calendar.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/contacts/attributes.hpp"
#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/conversations/abandonment.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/conversations/conversation_effects.hpp"
#include "runtime/desk/conversations/inbox.hpp"
#include "runtime/desk/conversations/reading.hpp"
#include "runtime/desk/fields/field.hpp"
#include "runtime/desk/flows/flow_events.hpp"
#include "runtime/desk/flows/kept_tests.hpp"
#include "runtime/desk/flows/review.hpp"
#include "runtime/desk/lookups/lookup.hpp"
#include "runtime/desk/mails/mail.hpp"
#include "runtime/desk/messages/message.hpp"
#include "runtime/desk/metrics/metric.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/queues/queue_effects.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/desk/queues/statistics.hpp"
#include "runtime/desk/ratings/rating.hpp"
#include "runtime/desk/roles/custom_role.hpp"
#include "runtime/desk/routing/routing.hpp"
#include "runtime/desk/routing/rules.hpp"
#include "runtime/desk/routing/steps.hpp"
#include "runtime/desk/sessions/session.hpp"
#include "runtime/desk/sessions/ticket.hpp"
#include "runtime/desk/settings/settings.hpp"
#include "runtime/desk/tags/tag.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/texts/text.hpp"
#include "runtime/desk/transcripts/transcript.hpp"
#include "runtime/desk/triggers/subscription.hpp"
#include "runtime/desk/triggers/trigger_effects.hpp"
#include "runtime/desk/users/password_link.hpp"
#include "runtime/desk/users/user.hpp"
#include "runtime/store/flow_table.hpp"

namespace millrace::desk {

void add_tables(store::MigrationList& migrations) {
    migrations.add(org_tables());
    migrations.add(team_tables());
    migrations.add(user_tables());
    migrations.add(session_tables());
    migrations.add(channel_tables());
    migrations.add(calendar_tables());
    migrations.add(contact_tables());
    migrations.add(conversation_tables());
    migrations.add(message_tables());
    migrations.add(queue_tables());
    migrations.add(event_tables());
    migrations.add(subscription_tables());
    migrations.add(agent_tables());
    migrations.add(routing_tables());
    migrations.add(audit_tables());
    migrations.add(contact_attribute_tables());
    migrations.add(text_tables());
    migrations.add(lookup_tables());
    migrations.add(rating_tables());
    migrations.add(staff_tables());
    migrations.add(statistics_tables());
    migrations.add(abandonment_tables());
    migrations.add(rule_tables());
    migrations.add(alert_tables());
    migrations.add(settings_tables());
    migrations.add(due_indexes());
    migrations.add(line_indexes());
    migrations.add(role_tables());
    migrations.add(role_columns());
    migrations.add(supervisor_reference());
    migrations.add(password_link_tables());
    migrations.add(mail_tables());
    migrations.add(ticket_tables());
    migrations.add(team_skill_tables());
    migrations.add(reading_tables());
    migrations.add(inbox_indexes());
    migrations.add(tag_tables());
    migrations.add(field_tables());
    migrations.add(transcript_tables());
    migrations.add(metric_tables());
    migrations.add(article_tables());
    migrations.add(flow_test_tables());
    migrations.add(review_tables());
}

void add_effects(drive::LocalEffects& effects, Feed& feed) {
    add_queue_effects(effects, feed);
    add_conversation_effects(effects, feed);
    add_trigger_effects(effects, feed);
    add_contact_effects(effects, feed);
    add_rating_effects(effects, feed);
    add_routing_effects(effects, feed);
}

bool exists(store::OrgReader reader, std::string_view kind, std::string_view key) {
    if (kind == "queue") {
        return find_queue(reader, key).has_value();
    }
    if (kind == "team") {
        return find_team_by_key(reader, key).has_value();
    }
    if (kind == "calendar") {
        return find_calendar(reader, key).has_value();
    }
    if (kind == "channel") {
        return reader.one("SELECT id FROM channel WHERE org = $org AND name = $key", {{"key", key}}).has_value();
    }
    if (kind == "user") {
        return find_user(reader, key).has_value();
    }
    if (kind == "flow") {
        return store::find_flow(reader, key).has_value();
    }
    return true;
}

std::function<void(store::Transaction&, OrgId, const std::string& actor, std::string_view action,
                   const std::string& flow, const Value& before, const Value& after)>
flow_recorder(Feed& feed) {
    return [&feed](store::Transaction& tx, OrgId org, const std::string& actor, std::string_view action,
                   const std::string& flow, const Value& before, const Value& after) {
        const Work work{tx, feed, org, actor};
        record(work, action, "flow:" + flow, before, after);
        tell_of_flow_action(work, action, flow, after);
    };
}

}  // namespace millrace::desk
