#include "runtime/desk/conversations/conversation_table.hpp"

#include "engine/value/json.hpp"

namespace millrace::desk {

store::Migration conversation_tables() {
    return {.number = 800,
            .name = "conversations",
            .statements =
                {"CREATE TABLE conversation(id {id} PRIMARY KEY, org {id} NOT NULL, contact {id} NOT NULL,"
                 " channel {id} NOT NULL, status {text} NOT NULL, owner {text} NOT NULL, queue {text} NOT NULL,"
                 " team {text} NOT NULL, agent {text} NOT NULL, priority {int} NOT NULL, first_text {text} NOT NULL,"
                 " waiting_since {time}, started {time} NOT NULL, updated {time} NOT NULL, closed {time},"
                 " close_reason {text} NOT NULL, human_requested {bool} NOT NULL)",
                 "CREATE INDEX conversation_by_status ON conversation(org, status, id)",
                 "CREATE INDEX conversation_by_contact ON conversation(org, contact)",
                 "CREATE TABLE note(id {id} PRIMARY KEY, org {id} NOT NULL, conversation {id} NOT NULL,"
                 " author {text} NOT NULL, author_name {text} NOT NULL, body {text} NOT NULL, at {time} NOT NULL)",
                 "CREATE INDEX note_by_conversation ON note(conversation, id)",
                 "CREATE TABLE conversation_tag(org {id} NOT NULL, conversation {id} NOT NULL, name {text} NOT NULL,"
                 " at {time} NOT NULL, PRIMARY KEY(org, conversation, name)) {clustered}",
                 "CREATE TABLE conversation_field(org {id} NOT NULL, conversation {id} NOT NULL, name {text} NOT NULL,"
                 " value {text} NOT NULL, PRIMARY KEY(org, conversation, name)) {clustered}"},
            .ids = {"conversation.id", "note.id"}};
}

Conversation conversation_of_row(const store::Row& row) {
    Conversation c;
    c.id = row.id<ConversationTag>("id");
    c.org = row.id<OrgTag>("org");
    c.contact = row.id<ContactTag>("contact");
    c.channel = row.id<ChannelTag>("channel");
    c.channel_key = row.text("channel_key");
    c.status = row.text("status");
    c.owner = row.text("owner");
    c.queue = row.text("queue");
    c.team = row.text("team");
    c.agent = row.text("agent");
    c.agent_name = row.text("agent_name");
    c.priority = row.get<Priority>("priority");
    c.first_text = row.text("first_text");
    c.waiting_since = row.get<std::optional<Time>>("waiting_since");
    c.started = row.time("started");
    c.updated = row.time("updated");
    c.closed = row.get<std::optional<Time>>("closed");
    c.close_reason = row.text("close_reason");
    c.human_requested = row.flag("human_requested");
    c.wrap_until = row.get<std::optional<Time>>("wrap_until");
    c.offered_to = row.text("offered_to");
    c.offer_expires = row.get<std::optional<Time>>("offer_expires");
    return c;
}

void insert_conversation(store::Transaction& tx, const Conversation& c) {
    tx.run(
        "INSERT INTO conversation(id, org, contact, channel, status, owner, queue, team, agent, priority, first_text,"
        " started, updated, close_reason, human_requested) VALUES($id, $org, $contact, $channel, $status, $owner,"
        " '', '', '', $priority, '', $started, $started, '', 0)",
        {{"id", c.id},
         {"org", c.org},
         {"contact", c.contact},
         {"channel", c.channel},
         {"status", c.status},
         {"owner", c.owner},
         {"priority", c.priority},
         {"started", c.started}});
}

std::optional<Conversation> find_conversation(store::OrgReader reader, ConversationId id) {
    const auto row = reader.one(MILLRACE_CONVERSATION_SELECT "WHERE c.org = $org AND c.id = $id", {{"id", id}});
    return row ? std::optional<Conversation>(conversation_of_row(*row)) : std::nullopt;
}

Note insert_note(store::Transaction& tx, OrgId org, ConversationId conversation, Note note) {
    const std::uint64_t id = tx.new_id(0);
    note.id = to_base32(id);
    note.at = tx.now();
    tx.run(
        "INSERT INTO note(id, org, conversation, author, author_name, body, at)"
        " VALUES($id, $org, $conversation, $author, $author_name, $body, $at)",
        {{"id", id},
         {"org", org},
         {"conversation", conversation},
         {"author", note.author},
         {"author_name", note.author_name},
         {"body", note.text},
         {"at", note.at}});
    return note;
}

namespace {

#define MILLRACE_NOTE_COLUMNS "id, author, author_name, body, at, pinned"

Note note_of_row(const store::Row& row) {
    return {to_base32(row.get<std::uint64_t>("id")),
            row.get<std::string>("author"),
            row.get<std::string>("author_name"),
            row.get<std::string>("body"),
            row.time("at"),
            row.get<std::optional<Time>>("pinned")};
}

}  // namespace

std::vector<Note> notes_of(store::OrgReader reader, ConversationId conversation) {
    std::vector<Note> notes;
    for (const store::Row row : reader.query("SELECT " MILLRACE_NOTE_COLUMNS " FROM note WHERE org = $org"
                                             " AND conversation = $conversation"
                                             " ORDER BY CASE WHEN pinned IS NULL THEN 1 ELSE 0 END, id",
                                             {{"conversation", conversation}})) {
        notes.push_back(note_of_row(row));
    }
    return notes;
}

std::optional<Note> find_note(store::OrgReader reader, ConversationId conversation, std::string_view id) {
    const auto number = parse_base32(id);
    if (!number) {
        return std::nullopt;
    }
    const auto row = reader.one("SELECT " MILLRACE_NOTE_COLUMNS
                                " FROM note WHERE org = $org AND id = $id"
                                " AND conversation = $conversation",
                                {{"id", *number}, {"conversation", conversation}});
    return row ? std::optional<Note>(note_of_row(*row)) : std::nullopt;
}

void set_pinned(store::Transaction& tx, OrgId org, const Note& note, const std::optional<Time>& pinned) {
    tx.run("UPDATE note SET pinned = $pinned WHERE org = $org AND id = $id",
           {{"pinned", pinned}, {"org", org}, {"id", *parse_base32(note.id)}});
}

Value show(const Note& note) {
    return Map{{"id", note.id},
               {"author", note.author_name},
               {"text", note.text},
               {"at", to_text(note.at)},
               {"pinned", note.pinned.has_value()}};
}

bool insert_tag(store::Transaction& tx, OrgId org, ConversationId conversation, std::string_view tag) {
    return tx.run(
               "INSERT INTO conversation_tag(org, conversation, name, at) VALUES($org, $conversation, $name, $now)"
               " ON CONFLICT DO NOTHING",
               {{"org", org}, {"conversation", conversation}, {"name", tag}, {"now", tx.now()}}) == 1;
}

bool delete_tag(store::Transaction& tx, OrgId org, ConversationId conversation, std::string_view tag) {
    return tx.run("DELETE FROM conversation_tag WHERE org = $org AND conversation = $conversation AND name = $name",
                  {{"org", org}, {"conversation", conversation}, {"name", tag}}) == 1;
}

std::vector<std::string> tags_of(store::OrgReader reader, ConversationId conversation) {
    std::vector<std::string> tags;
    for (const store::Row row : reader.query("SELECT name FROM conversation_tag WHERE org = $org"
                                             " AND conversation = $conversation ORDER BY at, name",
                                             {{"conversation", conversation}})) {
        tags.emplace_back(row.text("name"));
    }
    return tags;
}

void put_field(store::Transaction& tx, OrgId org, ConversationId conversation, std::string_view field,
               const Value& value) {
    const std::string json = json::dump(value);
    tx.run(
        "INSERT INTO conversation_field(org, conversation, name, value) VALUES($org, $conversation, $name, $value)"
        " ON CONFLICT(org, conversation, name) DO UPDATE SET value = $value",
        {{"org", org}, {"conversation", conversation}, {"name", field}, {"value", json}});
}

bool delete_field(store::Transaction& tx, OrgId org, ConversationId conversation, std::string_view field) {
    return tx.run("DELETE FROM conversation_field WHERE org = $org AND conversation = $conversation AND name = $name",
                  {{"org", org}, {"conversation", conversation}, {"name", field}}) == 1;
}

Value fields_set_on(store::OrgReader reader, ConversationId conversation) {
    Map fields;
    for (const store::Row row : reader.query("SELECT name, value FROM conversation_field WHERE org = $org"
                                             " AND conversation = $conversation ORDER BY name",
                                             {{"conversation", conversation}})) {
        if (Result<Value> value = json::parse(row.text("value")); value) {
            fields.set(String(row.text("name")), std::move(*value));
        }
    }
    return fields;
}

}  // namespace millrace::desk
