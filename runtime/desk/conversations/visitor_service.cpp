#include "runtime/desk/conversations/visitor_service.hpp"

#include "engine/base/text.hpp"
#include "engine/desk/conversation.hpp"
#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/conversations/abandonment.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/conversations/reading.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/messages/message.hpp"
#include "runtime/desk/orgs/org.hpp"

namespace millrace::desk {
namespace {

// A survey may still ask and hear so long after the end.
constexpr Duration afterwards = hours(24);

Result<Conversation> own(const Work& work, const Visitor& visitor) {
    std::optional<Conversation> conversation = find_conversation(work.reader(), visitor.conversation);
    if (!conversation || conversation->contact != visitor.contact) {
        return Error{"conversation.unknown", "expected a conversation of this visitor but there is none of this id"};
    }
    visitor_seen(work, conversation->id);
    return *conversation;
}

Error over() {
    return {"conversation.closed", "expected an open conversation but this one is closed: begin a new one"};
}

bool still_heard(const Work& work, const Conversation& conversation) {
    if (!is_over(conversation)) {
        return true;
    }
    // Between the end of one flow and the start of the next there is a commit; what the customer writes then stands in
    // line behind that start.
    return conversation.closed && work.now() - *conversation.closed < afterwards &&
           // In this order: another process may start the coming one between the two questions.
           (has_coming_owner(work.reader(), conversation) || has_live_owner(work.reader(), conversation.id));
}

// True if this was the first time.
bool note_human_requested(const Work& work, const Conversation& conversation, std::string_view text) {
    const bool first = work.tx.run(
                           "UPDATE conversation SET human_requested = 1, updated = $now"
                           " WHERE org = $org AND id = $id AND human_requested = 0",
                           {{"now", work.now()}, {"org", work.org}, {"id", conversation.id}}) == 1;
    if (first) {
        work.publish(event::conversation_human_requested, everybody(conversation),
                     Map{{"conversation_id", to_text(conversation.id)}});
        // Who waits in a queue already may move ahead in it; what that is worth is the flow's business.
        if (conversation.status == "new" || conversation.status == "queued") {
            work.signal(conversation.id, HumanRequested{std::string(text)});
        }
    }
    return first;
}

}  // namespace

Result<Visitor> start_conversation(const Work& work, const Channel& channel, const NewConversation& wanted) {
    ContactId contact = wanted.contact;
    if (!contact) {
        const Result<ContactId> added = add_contact(work.tx, work.org, trim(wanted.name), trim(wanted.email));
        if (!added) {
            return added.error();
        }
        contact = *added;
    } else if (!find_contact(work.reader(), contact)) {
        return Error{"contact.unknown", "expected the visitor to be known but there is no such contact"};
    }
    Conversation conversation;
    conversation.id = work.tx.new_id<ConversationId>(shard_of(contact.value));
    conversation.org = work.org;
    conversation.contact = contact;
    conversation.channel = channel.id;
    conversation.channel_key = channel.key;
    conversation.owner = channel.entry_flow.empty() ? "none" : "flow";
    conversation.started = work.now();
    insert_conversation(work.tx, conversation);
    if (channel.kind == chat_kind) {
        expect_visitor(work, conversation.id);
    }
    work.publish(event::conversation_started, everybody(conversation),
                 Map{{"conversation_id", to_text(conversation.id)}, {"channel", channel.key}});
    if (channel.entry_flow.empty()) {
        if (Status queued = fall_back(work, conversation); !queued) {
            return queued.error();
        }
    } else {
        begin_entry_flow(work, conversation.id, channel.entry_flow);
    }
    return Visitor{contact, conversation.id};
}

Result<Value> receive_message(const Work& work, const Visitor& visitor, std::string_view id, std::string_view text) {
    const Result<Conversation> conversation = own(work, visitor);
    if (!conversation) {
        return conversation.error();
    }
    if (Status sound = check_client_id(id); !sound) {
        return sound.error();
    }
    if (Status sound = check_text(text); !sound) {
        return sound.error();
    }
    if (const std::optional<Message> known = find_message(work.reader(), conversation->id, id)) {
        if (known->from == "customer" && known->text == text) {
            return show(*known);
        }
        return Error{"message.id_reused", "expected a new id but another message has it", "/id"};
    }
    if (!still_heard(work, *conversation)) {
        return over();
    }
    Message message;
    message.conversation = conversation->id;
    message.id = id;
    message.from = "customer";
    message.text = text;
    message = add_message(work.tx, work.org, std::move(message));
    work.tx.run(
        "UPDATE conversation SET first_text = CASE WHEN first_text = '' THEN $text ELSE first_text END,"
        " updated = $now WHERE org = $org AND id = $id",
        {{"text", text}, {"now", work.now()}, {"org", work.org}, {"id", conversation->id}});
    const Value shown = show(message);
    work.publish(event::message_received, everybody(*conversation),
                 Map{{"conversation_id", to_text(conversation->id)}, {"message", shown}});

    if (conversation->status == "assigned") {
        return shown;  // a person answers
    }
    if (conversation->status == "new" && !conversation->human_requested) {
        const std::optional<Org> org = find_org(work.reader());
        if (org && asks_for_human(text, org->phrases)) {
            note_human_requested(work, *conversation, text);
            return shown;  // and is no answer to what the flow asked
        }
    }
    work.signal(conversation->id, MessageReceived{std::string(id), std::string(text)}, std::string(id));
    return shown;
}

Status request_human(const Work& work, const Visitor& visitor) {
    const Result<Conversation> conversation = own(work, visitor);
    if (!conversation) {
        return conversation.error();
    }
    if (is_over(*conversation)) {
        return over();
    }
    note_human_requested(work, *conversation, "");
    return {};
}

Status get_messages(const Work& work, const Visitor& visitor, std::int64_t up_to) {
    const Result<Conversation> conversation = own(work, visitor);
    return conversation ? delivered_to_customer(work, *conversation, up_to) : Status(conversation.error());
}

Status read_messages(const Work& work, const Visitor& visitor, std::int64_t up_to) {
    const Result<Conversation> conversation = own(work, visitor);
    return conversation ? read_by_customer(work, *conversation, up_to) : Status(conversation.error());
}

Status leave_conversation(const Work& work, const Visitor& visitor) {
    const Result<Conversation> conversation = own(work, visitor);
    if (!conversation) {
        return conversation.error();
    }
    close(work, *conversation, "customer_left", "customer");
    return {};
}

}  // namespace millrace::desk
