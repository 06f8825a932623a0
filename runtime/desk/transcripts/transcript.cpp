#include "runtime/desk/transcripts/transcript.hpp"

#include "engine/base/digest.hpp"
#include "engine/base/text.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/messages/message.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::desk {
namespace {

constexpr int messages_at_once = 1'000;
constexpr std::size_t messages_max = 20'000;

struct Said {
    List messages;
    bool cut = false;

    // Of the words and who said them when, not of what became of them: that one was read changes nothing that was said.
    std::string hash() const {
        List lines;
        for (const Value& message : messages) {
            lines.push(List{message["id"], message["from"], message["author"], message["at"], message["text"]});
        }
        return sha256_hex(json::dump(lines));
    }
};

Said said_in(store::OrgReader reader, ConversationId id) {
    Said said;
    std::int64_t after = 0;
    for (;;) {
        const std::vector<Message> messages = messages_after(reader, id, after, messages_at_once);
        for (const Message& message : messages) {
            if (said.messages.size() == messages_max) {
                said.cut = true;
                return said;
            }
            said.messages.push(show(message));
            after = message.cursor;
        }
        if (messages.size() < static_cast<std::size_t>(messages_at_once)) {
            return said;
        }
    }
}

std::string author_of(const Value& message) {
    if (message["author"].is_string()) {
        return std::string(message["author"].as_string());
    }
    const std::string_view from = message["from"].as_string();
    return from == "bot" ? "Assistant" : from == "customer" ? "Customer" : std::string(from);
}

// What events told of it: those of the visitor's topic, and those that were put on record for this.
void erase_events(const Work& work, ConversationId id) {
    const std::string payload = json::dump(Map{{"conversation_id", to_text(id)}, {"erased", true}});
    for (const std::string& topic : {visitor_topic(id), record_topic(id)}) {
        work.tx.run(
            "UPDATE event SET payload = $payload WHERE cursor IN (SELECT cursor FROM event_topic WHERE org = $org"
            " AND topic = $topic) AND name IN ('message.received', 'message.sent', 'conversation.queued',"
            " 'conversation.offered', 'note.added')",
            {{"payload", payload}, {"org", work.org}, {"topic", topic}});
    }
}

}  // namespace

store::Migration transcript_tables() {
    return {.number = 1840,
            .name = "transcripts",
            .statements = {"CREATE TABLE transcript_tombstone(org {id} NOT NULL, conversation {id} NOT NULL,"
                           " at {time} NOT NULL, actor {text} NOT NULL, reason {text} NOT NULL, hash {text} NOT NULL,"
                           " messages {int} NOT NULL, PRIMARY KEY(org, conversation))"}};
}

Value show_tombstone(store::OrgReader reader, ConversationId id) {
    const auto row = reader.one(
        "SELECT at, actor, reason, hash, messages FROM transcript_tombstone"
        " WHERE org = $org AND conversation = $conversation",
        {{"conversation", id}});
    if (!row) {
        return {};
    }
    const std::optional<User> user = find_user(reader, row->text("actor"));
    return Map{{"at", to_text(row->time("at"))},
               {"by", user ? user->name : row->get<std::string>("actor")},
               {"reason", row->text("reason")},
               {"hash", row->text("hash")},
               {"messages", row->integer("messages")}};
}

Result<Value> show_transcript(store::OrgReader reader, const Viewer& viewer, ConversationId id) {
    const Result<Conversation> c = find_whole(reader, viewer, id);
    if (!c) {
        return c.error();
    }
    Said said = said_in(reader, id);
    List tags;
    for (const std::string& tag : tags_of(reader, id)) {
        tags.push(tag);
    }
    const std::optional<Contact> contact = find_contact(reader, c->contact);
    Map transcript{{"conversation_id", to_text(id)},
                   {"status", status_for_staff(*c)},
                   {"channel", c->channel_key},
                   {"queue", text_or_nil(c->queue)},
                   {"contact", contact ? show(*contact) : Value()},
                   {"agent_name", text_or_nil(c->agent_name)},
                   {"started_at", to_text(c->started)},
                   {"closed_at", time_or_nil(c->closed)},
                   {"close_reason", text_or_nil(c->close_reason)},
                   {"tags", std::move(tags)},
                   {"hash", said.hash()}};
    transcript.set("messages", std::move(said.messages));
    if (said.cut) {
        transcript.set("cut", true);
    }
    if (Value tombstone = show_tombstone(reader, id); !tombstone.is_nil()) {
        transcript.set("erased", std::move(tombstone));
    }
    return Value(std::move(transcript));
}

Result<std::string> print_transcript(store::OrgReader reader, const Viewer& viewer, ConversationId id) {
    const Result<Value> transcript = show_transcript(reader, viewer, id);
    if (!transcript) {
        return transcript.error();
    }
    const Value& whole = *transcript;
    std::string text = "Conversation " + std::string(whole["conversation_id"].as_string()) + ", begun " +
                       std::string(whole["started_at"].as_string());
    if (whole["closed_at"].is_string()) {
        text += ", closed " + std::string(whole["closed_at"].as_string()) + " as " +
                std::string(whole["close_reason"].as_string());
    }
    text += "\n\n";
    if (const Value& erased = whole["erased"]; !erased.is_nil()) {
        text += "Erased " + std::string(erased["at"].as_string()) + " by " + std::string(erased["by"].as_string()) +
                ": " + std::string(erased["reason"].as_string()) +
                "\nSHA-256 of what was said: " + std::string(erased["hash"].as_string()) + "\n";
    }
    for (const Value& message : whole["messages"].as_list()) {
        text += "[" + std::string(message["at"].as_string()) + "] " + author_of(message) + ": ";
        // What a customer writes cannot look like a line of its own.
        for (const char c : message["text"].as_string()) {
            text += c == '\n' ? std::string("\n    ") : std::string(1, c);
        }
        text += "\n";
    }
    return text;
}

Result<Value> erase_transcript(const Work& work, const Viewer& viewer, ConversationId id, std::string_view reason) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    if (trim(reason).empty() || !is_utf8(reason) || utf8_length(reason) > 1'000) {
        return Error{"transcript.reason_missing", "expected a reason of 1 to 1000 characters but found none",
                     "/reason"};
    }
    if (conversation->status != "closed") {
        return Error{"conversation.open",
                     "expected a conversation that is closed but its status is " + conversation->status};
    }
    if (!show_tombstone(work.reader(), id).is_nil()) {
        return Error{"transcript.erased", "expected a transcript but it was erased before"};
    }
    const Said said = said_in(work.reader(), id);
    const std::string hash = said.hash();
    const std::int64_t messages =
        work.tx.run("DELETE FROM message WHERE org = $org AND conversation = $id", {{"org", work.org}, {"id", id}});
    const std::int64_t notes =
        work.tx.run("DELETE FROM note WHERE org = $org AND conversation = $id", {{"org", work.org}, {"id", id}});
    work.tx.run("UPDATE conversation SET first_text = '', updated = $now WHERE org = $org AND id = $id",
                {{"now", work.now()}, {"org", work.org}, {"id", id}});
    erase_events(work, id);
    work.tx.run(
        "INSERT INTO transcript_tombstone(org, conversation, at, actor, reason, hash, messages)"
        " VALUES($org, $id, $now, $actor, $reason, $hash, $messages)",
        {{"org", work.org},
         {"id", id},
         {"now", work.now()},
         {"actor", viewer.user},
         {"reason", trim(reason)},
         {"hash", hash},
         {"messages", messages}});
    Value tombstone = show_tombstone(work.reader(), id);
    record(work, "transcript.erased", "conversation:" + to_text(id),
           Map{{"hash", hash}, {"messages", messages}, {"notes", notes}}, Map{{"reason", trim(reason)}});
    work.publish(event::conversation_changed, staff_topics(*conversation),
                 Map{{"conversation_id", to_text(id)}, {"field", "transcript"}});
    return tombstone;
}

}  // namespace millrace::desk
