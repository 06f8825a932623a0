#include "runtime/desk/contacts/contact_service.hpp"

#include "engine/base/text.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/contacts/attributes.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/fields/field.hpp"

namespace millrace::desk {
namespace {

constexpr int looked_at = 200;  // of his conversations, newest first, for one that the viewer sees

std::vector<Conversation> conversations_of(store::OrgReader reader, ContactId contact, ConversationId before,
                                           int limit) {
    const std::int64_t edge = before ? static_cast<std::int64_t>(before.value) : INT64_MAX;
    std::vector<Conversation> conversations;
    for (const store::Row row :
         reader.query(MILLRACE_CONVERSATION_SELECT "WHERE c.org = $org AND c.contact = $contact AND c.id < $edge"
                                                   " ORDER BY c.id DESC LIMIT $limit",
                      {{"contact", contact}, {"edge", edge}, {"limit", limit}})) {
        conversations.push_back(conversation_of_row(row));
    }
    return conversations;
}

Result<Contact> find_seen(store::OrgReader reader, const Viewer& viewer, ContactId id) {
    std::optional<Contact> contact = find_contact(reader, id);
    if (contact && viewer.sees_all()) {
        return std::move(*contact);
    }
    if (contact) {
        for (const Conversation& each : conversations_of(reader, id, {}, looked_at)) {
            if (sight_of(reader, viewer, each) == Sight::whole) {
                return std::move(*contact);
            }
        }
    }
    return Error{"contact.unknown", "expected a contact of a conversation of yours but there is none of this id"};
}

Value show_known(store::OrgReader reader, const Contact& contact) {
    Map shown = show(contact).as_map();
    shown.set("contact_id", to_text(contact.id));
    shown.set("email_verified", false);
    shown.set("fields", attributes_of(reader, contact.id));
    shown.set("since", to_text(contact.created));
    return shown;
}

}  // namespace

Result<Value> show_contact(store::OrgReader reader, const Viewer& viewer, ContactId id) {
    const Result<Contact> contact = find_seen(reader, viewer, id);
    return contact ? Result<Value>(show_known(reader, *contact)) : Result<Value>(contact.error());
}

Result<HistoryPage> show_history(store::OrgReader reader, const Viewer& viewer, ContactId id, ConversationId before,
                                 int limit) {
    if (const Result<Contact> contact = find_seen(reader, viewer, id); !contact) {
        return contact.error();
    }
    std::vector<Conversation> conversations = conversations_of(reader, id, before, limit + 1);
    HistoryPage page;
    if (conversations.size() > static_cast<std::size_t>(limit)) {
        conversations.pop_back();
        page.next = conversations.back().id;
    }
    List items;
    for (const Conversation& c : conversations) {
        items.push(Map{{"conversation_id", to_text(c.id)},
                       {"status", status_for_staff(c)},
                       {"channel", c.channel_key},
                       {"queue", text_or_nil(c.queue)},
                       {"agent_name", text_or_nil(c.agent_name)},
                       {"first_line", first_line_of(c)},
                       {"started_at", to_text(c.started)},
                       {"closed_at", time_or_nil(c.closed)},
                       {"close_reason", text_or_nil(c.close_reason)},
                       {"whole", sight_of(reader, viewer, c) == Sight::whole}});
    }
    page.items = std::move(items);
    return page;
}

Result<Value> change_contact(const Work& work, const Viewer& viewer, ContactId id, const ContactChange& change) {
    const Result<Contact> before = find_seen(work.reader(), viewer, id);
    if (!before) {
        return before.error();
    }
    const std::string name(trim(change.name.value_or(before->name)));
    const std::string email(trim(change.email.value_or(before->email)));
    if (Status sound = check_contact(name, email); !sound) {
        return sound.error();
    }
    if (!change.values.empty()) {
        if (Status sound = check_values(work.reader(), FieldOf::contact, change.values); !sound) {
            return sound.error();
        }
    }
    const Value shown_before = show_known(work.reader(), *before);
    work.tx.run("UPDATE contact SET name = $name, email = $email WHERE org = $org AND id = $id",
                {{"name", name}, {"email", email}, {"org", work.org}, {"id", id}});
    if (Status set = update_contact(work.tx, work.org, id, change.values); !set) {
        return set.error();
    }
    Value shown = show_known(work.reader(), *find_contact(work.reader(), id));
    if (shown == shown_before) {
        return shown;
    }
    record(work, "contact.changed", "contact:" + to_text(id), shown_before, shown);
    for (const Conversation& each : conversations_of(work.reader(), id, {}, looked_at)) {
        if (each.status != "closed") {
            work.publish(event::conversation_changed, staff_topics(each),
                         Map{{"conversation_id", to_text(each.id)}, {"field", "contact"}});
        }
    }
    return shown;
}

}  // namespace millrace::desk
