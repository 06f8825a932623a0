#include "runtime/desk/live/live.hpp"

#include <algorithm>
#include <vector>

#include "engine/base/text.hpp"
#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/agents/alerts.hpp"
#include "runtime/desk/calendars/day.hpp"
#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/queues/statistics.hpp"
#include "runtime/desk/settings/settings.hpp"

namespace millrace::desk {
namespace {

List queues_now(store::OrgReader reader, const Viewer& viewer, Time now) {
    const Time midnight = day_of(desk_settings(reader).time_zone, now).from;
    List items;
    for (const Queue& queue : queues_seen_by(reader, viewer)) {
        Map shown = show_queue(reader, queue, now).as_map();
        shown.set("today", show_figures(reader, queue.key, counts_of(reader, queue.key, midnight, now + seconds(1))));
        items.push(std::move(shown));
    }
    return items;
}

// Enough to see what it is about and whose it is; the rest is a click away.
Value show_row(store::OrgReader reader, const Conversation& c) {
    const std::optional<Contact> contact = find_contact(reader, c.contact);
    const std::string_view text = trim(c.first_text);
    return Map{{"conversation_id", to_text(c.id)},
               {"status", status_for_staff(c)},
               {"owner", c.owner},
               {"channel", c.channel_key},
               {"queue", text_or_nil(c.queue)},
               {"priority", to_text(c.priority)},
               {"contact_name", contact ? text_or_nil(contact->name) : Value()},
               {"agent_id", text_or_nil(c.agent)},
               {"agent_name", text_or_nil(c.agent_name)},
               {"offered_to", text_or_nil(c.offered_to)},
               {"first_line", utf8_prefix(text.substr(0, text.find('\n')), 120)},
               {"waiting_since", time_or_nil(c.waiting_since)},
               {"started_at", to_text(c.started)},
               {"updated_at", to_text(c.updated)}};
}

// Each state has its place in an index, newest first; together they are put in order here.
List open_conversations(store::OrgReader reader, const Viewer& viewer, const LivePage& page, ConversationId& next) {
    std::vector<Conversation> found;
    for (const std::string_view status : {"new", "queued", "assigned", "wrap_up"}) {
        for (const store::Row row :
             reader.query(MILLRACE_CONVERSATION_SELECT
                          "WHERE c.org = $org AND c.status = $status AND ($before = 0 OR c.id < $before)"
                          " AND ($all = 1 OR EXISTS(SELECT 1 FROM team_member m WHERE m.org = $org AND m.team = c.team"
                          " AND m.user_id = $user)) ORDER BY c.id DESC LIMIT $limit",
                          {{"status", status},
                           {"before", page.before},
                           {"all", viewer.sees_all()},
                           {"user", viewer.user},
                           {"limit", page.limit + 1}})) {
            found.push_back(conversation_of_row(row));
        }
    }
    std::sort(found.begin(), found.end(), [](const Conversation& a, const Conversation& b) { return a.id > b.id; });
    const auto limit = static_cast<std::size_t>(page.limit);
    if (found.size() > limit) {
        found.resize(limit);
        next = found.back().id;
    }
    List items;
    for (const Conversation& conversation : found) {
        items.push(show_row(reader, conversation));
    }
    return items;
}

}  // namespace

Live show_live(store::OrgReader reader, const Viewer& viewer, Time now, const LivePage& page) {
    Live live;
    List open = open_conversations(reader, viewer, page, live.next);
    live.snapshot = Map{{"at", to_text(now)},
                        {"queues", queues_now(reader, viewer, now)},
                        {"agents", show_agents(reader, viewer, now)["items"]},
                        {"conversations", count_open_conversations(reader, viewer)},
                        {"open", std::move(open)},
                        {"alerts", show_alerts(reader, viewer)}};
    return live;
}

}  // namespace millrace::desk
