#pragma once

#include "runtime/desk/conversations/conversation.hpp"

// The rows behind a conversation: only reads and writes, no rules.
namespace millrace::desk {

#define MILLRACE_CONVERSATION_COLUMNS                                                                    \
    "c.id AS id, c.org AS org, c.contact AS contact, c.channel AS channel, ch.name AS channel_key,"      \
    " c.status AS status, c.owner AS owner, c.queue AS queue, c.team AS team, c.agent AS agent,"         \
    " coalesce(u.name, '') AS agent_name, c.priority AS priority, c.first_text AS first_text,"           \
    " c.waiting_since AS waiting_since, c.started AS started, c.updated AS updated, c.closed AS closed," \
    " c.close_reason AS close_reason, c.human_requested AS human_requested, c.wrap_until AS wrap_until," \
    " coalesce(f.agent, '') AS offered_to, f.expires AS offer_expires"
#define MILLRACE_CONVERSATION_TABLES                                                                \
    " FROM conversation c JOIN channel ch ON ch.id = c.channel LEFT JOIN users u ON u.id = c.agent" \
    " LEFT JOIN offer f ON f.org = c.org AND f.conversation = c.id "
#define MILLRACE_CONVERSATION_SELECT "SELECT " MILLRACE_CONVERSATION_COLUMNS MILLRACE_CONVERSATION_TABLES

Conversation conversation_of_row(const store::Row& row);

void insert_conversation(store::Transaction& tx, const Conversation& conversation);

struct Note {
    std::string id;
    std::string author;  // users.id; empty: the flow
    std::string author_name;
    std::string text;
    Time at;
    std::optional<Time> pinned;
};
Note insert_note(store::Transaction& tx, OrgId org, ConversationId conversation, Note note);
// Pinned ones first, then as they were written.
std::vector<Note> notes_of(store::OrgReader reader, ConversationId conversation);
std::optional<Note> find_note(store::OrgReader reader, ConversationId conversation, std::string_view id);
void set_pinned(store::Transaction& tx, OrgId org, const Note& note, const std::optional<Time>& pinned);
Value show(const Note& note);  // {id, author, text, at, pinned}

bool insert_tag(store::Transaction& tx, OrgId org, ConversationId conversation, std::string_view tag);
bool delete_tag(store::Transaction& tx, OrgId org, ConversationId conversation, std::string_view tag);
std::vector<std::string> tags_of(store::OrgReader reader, ConversationId conversation);

void put_field(store::Transaction& tx, OrgId org, ConversationId conversation, std::string_view field,
               const Value& value);
bool delete_field(store::Transaction& tx, OrgId org, ConversationId conversation, std::string_view field);
Value fields_set_on(store::OrgReader reader, ConversationId conversation);

}  // namespace millrace::desk
