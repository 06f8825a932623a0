// What people see of conversations, by right.

#include "engine/base/text.hpp"
#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/conversations/reading.hpp"
#include "runtime/desk/messages/message.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/transcripts/transcript.hpp"
#include "runtime/desk/work.hpp"

namespace millrace::desk {
namespace {

constexpr std::size_t first_line_characters = 120;

Error unknown() {
    return {"conversation.unknown", "expected a conversation that you may see but there is none of this id"};
}

Value page_of(store::OrgReader reader, const Conversation& conversation, std::string_view status, std::int64_t after,
              int limit) {
    std::vector<Message> messages = messages_after(reader, conversation.id, after, limit + 1);
    const bool more = messages.size() > static_cast<std::size_t>(limit);
    if (more) {
        messages.pop_back();
    }
    List items;
    for (const Message& message : messages) {
        items.push(show(message));
    }
    const Reading customers = reading_of(reader, conversation.id, the_customer);
    const Reading agents = reading_of(reader, conversation.id, conversation.agent);
    Map page{{"items", std::move(items)},
             {"status", status},
             {"delivered_to", std::to_string(customers.delivered)},
             {"read_to", std::to_string(customers.seen)},
             {"agent_read_to", std::to_string(agents.seen)}};
    if (more) {
        page.set("cursor", std::to_string(messages.back().cursor));
    }
    return page;
}

}  // namespace

std::string_view first_line_of(const Conversation& conversation) {
    const std::string_view text = trim(conversation.first_text);
    return utf8_prefix(text.substr(0, text.find('\n')), first_line_characters);
}

Sight sight_of(store::OrgReader reader, const Viewer& viewer, const Conversation& conversation) {
    if (viewer.sees_all() || conversation.agent == viewer.user) {
        return Sight::whole;
    }
    if (conversation.team.empty()) {
        return Sight::none;
    }
    if (viewer.sees_team() && is_member(reader, conversation.team, viewer.user)) {
        return Sight::whole;
    }
    // Offered or not; to whoever works in the queue just now.
    const bool waits = conversation.status == "queued";
    return waits && works_in(reader, conversation.queue, viewer.user) ? Sight::preview : Sight::none;
}

Result<Conversation> find_whole(store::OrgReader reader, const Viewer& viewer, ConversationId id) {
    std::optional<Conversation> conversation = find_conversation(reader, id);
    const Sight sight = conversation ? sight_of(reader, viewer, *conversation) : Sight::none;
    if (sight == Sight::none) {
        return unknown();
    }
    if (sight == Sight::preview) {
        return Error{"conversation.preview_only",
                     "expected your own conversation but it waits for somebody to take it"};
    }
    return std::move(*conversation);
}

#define MILLRACE_COUNT_OPEN                                                                                      \
    "SELECT CASE WHEN f.agent IS NULL THEN 0 ELSE 1 END AS offered, count(*) AS n FROM conversation c LEFT JOIN" \
    " offer f ON f.org = c.org AND f.conversation = c.id WHERE c.org = $org AND c.status = $status"

Value count_open_conversations(store::OrgReader reader, const Viewer& viewer) {
    std::int64_t offered = 0;
    Map counts;
    for (const std::string_view status : {"new", "queued", "assigned", "wrap_up"}) {
        std::int64_t count = 0;
        const auto add = [&](const store::Rows& rows) {
            for (const store::Row row : rows) {
                (row.flag("offered") ? offered : count) += row.integer("n");
            }
        };
        if (viewer.sees_all()) {
            add(reader.query(MILLRACE_COUNT_OPEN " GROUP BY 1", {{"status", status}}));
        } else {
            for (const std::string& team : teams_of(reader, viewer.user)) {
                add(reader.query(MILLRACE_COUNT_OPEN " AND c.team = $team GROUP BY 1",
                                 {{"status", status}, {"team", team}}));
            }
        }
        counts.set(String(status), count);
    }
    counts.set("offered", offered);
    return counts;
}

Result<Value> show_conversation(store::OrgReader reader, const Viewer& viewer, ConversationId id) {
    const std::optional<Conversation> conversation = find_conversation(reader, id);
    const Sight sight = conversation ? sight_of(reader, viewer, *conversation) : Sight::none;
    switch (sight) {
        case Sight::none:
            return unknown();
        case Sight::preview:
            return show_preview(*conversation);
        case Sight::whole:
            break;
    }
    Map whole = show_in_full(reader, *conversation).as_map();
    if (conversation->agent == viewer.user) {
        whole.set("unread", unread_in(reader, id, viewer.user));
        whole.set("read_to", std::to_string(reading_of(reader, id, viewer.user).seen));
    }
    return Value(std::move(whole));
}

Result<Value> show_messages(store::OrgReader reader, const Viewer& viewer, ConversationId id, std::int64_t after,
                            int limit) {
    const Result<Conversation> conversation = find_whole(reader, viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    Map page = page_of(reader, *conversation, status_for_staff(*conversation), after, limit).as_map();
    if (after == 0 && conversation->status == "closed" && page["items"].as_list().empty()) {
        if (Value tombstone = show_tombstone(reader, id); !tombstone.is_nil()) {
            page.set("erased", std::move(tombstone));
        }
    }
    return Value(std::move(page));
}

Result<Value> show_messages(store::OrgReader reader, ContactId contact, ConversationId id, std::int64_t after,
                            int limit) {
    const std::optional<Conversation> conversation = find_conversation(reader, id);
    if (!conversation || conversation->contact != contact) {
        return unknown();
    }
    return page_of(reader, *conversation, status_for_visitor(*conversation), after, limit);
}

Value show_in_full(store::OrgReader reader, const Conversation& c) {
    List tags;
    for (const std::string& tag : tags_of(reader, c.id)) {
        tags.push(tag);
    }
    List notes;
    for (const Note& note : notes_of(reader, c.id)) {
        notes.push(show(note));
    }
    const std::optional<Contact> contact = find_contact(reader, c.contact);
    return Map{{"conversation_id", to_text(c.id)},
               {"status", status_for_staff(c)},
               {"owner", c.owner},
               {"channel", c.channel_key},
               {"queue", text_or_nil(c.queue)},
               {"priority", to_text(c.priority)},
               {"contact", contact ? show(*contact) : Value()},
               {"contact_id", to_text(c.contact)},
               {"agent_id", text_or_nil(c.agent)},
               {"agent_name", text_or_nil(c.agent_name)},
               {"tags", std::move(tags)},
               {"notes", std::move(notes)},
               {"fields", fields_set_on(reader, c.id)},
               {"first_line", first_line_of(c)},
               {"waiting_since", time_or_nil(c.waiting_since)},
               {"started_at", to_text(c.started)},
               {"updated_at", to_text(c.updated)},
               {"closed_at", time_or_nil(c.closed)},
               {"close_reason", text_or_nil(c.close_reason)},
               {"offered_to", text_or_nil(c.offered_to)},
               {"expires_at", time_or_nil(c.offer_expires)},
               {"wrap_until", time_or_nil(c.wrap_until)}};
}

Value show_preview(const Conversation& c) {
    return Map{{"conversation_id", to_text(c.id)},
               {"preview", true},
               {"status", status_for_staff(c)},
               {"channel", c.channel_key},
               {"queue", text_or_nil(c.queue)},
               {"first_line", first_line_of(c)},
               {"waiting_since", time_or_nil(c.waiting_since)},
               {"priority", to_text(c.priority)},
               {"expires_at", time_or_nil(c.offer_expires)}};
}

}  // namespace millrace::desk
