#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/messages/message.hpp"

#define MILLRACE_MESSAGE_COLUMNS "cursor, conversation, id, sender, author, author_name, body, options, status, at"

namespace millrace::desk {
namespace {

std::vector<MenuOption> options_of(std::string_view text) {
    std::vector<MenuOption> options;
    if (text.empty()) {
        return options;
    }
    if (const Result<Value> list = json::parse(text); list && list->is_list()) {
        for (const Value& option : list->as_list()) {
            options.push_back(from_value<MenuOption>(option));
        }
    }
    return options;
}

Value show(const std::vector<MenuOption>& options) {
    List list;
    for (const MenuOption& option : options) {
        list.push(Map{{"value", option.value}, {"label", option.label}});
    }
    return list;
}

Message message_of(const store::Row& row) {
    Message message;
    message.cursor = row.integer("cursor");
    message.conversation = row.id<ConversationTag>("conversation");
    message.id = row.text("id");
    message.from = row.text("sender");
    message.author = row.text("author");
    message.author_name = row.text("author_name");
    message.text = row.text("body");
    message.options = options_of(row.text("options"));
    message.status = row.text("status");
    message.at = row.time("at");
    return message;
}

}  // namespace

store::Migration message_tables() {
    return {.number = 900,
            .name = "messages",
            .statements = {"CREATE TABLE message(cursor {serial}, org {id} NOT NULL, conversation {id} NOT NULL,"
                           " id {text} NOT NULL, sender {text} NOT NULL, author {text} NOT NULL,"
                           " author_name {text} NOT NULL, body {text} NOT NULL, options {text} NOT NULL,"
                           " status {text} NOT NULL, at {time} NOT NULL, UNIQUE(conversation, id))",
                           "CREATE INDEX message_by_conversation ON message(conversation, cursor)"}};
}

Status check_text(std::string_view text) {
    if (!is_utf8(text)) {
        return Error{"message.not_utf8", "expected UTF-8 but the text has bytes that are not", "/text"};
    }
    if (trim(text).empty()) {
        return Error{"message.empty", "expected 1 to 4000 characters but there are none", "/text"};
    }
    if (utf8_length(text) > message_characters_max) {
        return Error{"message.too_long",
                     "expected at most 4000 characters but there are " + std::to_string(utf8_length(text)), "/text"};
    }
    return {};
}

Status check_client_id(std::string_view id) {
    const bool known = std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    if (id.empty() || id.size() > 64 || !known) {
        return Error{"message.id_malformed", "expected 1 to 64 letters, digits, _ or - but the id is something else",
                     "/id"};
    }
    return {};
}

Message add_message(store::Transaction& tx, OrgId org, Message message) {
    if (message.id.empty()) {
        message.id = to_base32(tx.new_id(0));
    }
    message.at = tx.now();
    const std::string options = message.options.empty() ? std::string() : json::dump(show(message.options));
    message.cursor = tx.one(
                           "INSERT INTO message(org, conversation, id, sender, author, author_name, body, options,"
                           " status, at) VALUES($org, $conversation, $id, $sender, $author, $author_name, $body,"
                           " $options, $status, $at) RETURNING cursor",
                           {{"org", org},
                            {"conversation", message.conversation},
                            {"id", message.id},
                            {"sender", message.from},
                            {"author", message.author},
                            {"author_name", message.author_name},
                            {"body", message.text},
                            {"options", options},
                            {"status", message.status},
                            {"at", message.at}})
                         ->integer("cursor");
    return message;
}

std::optional<Message> find_message(store::OrgReader reader, ConversationId conversation, std::string_view id) {
    const auto row = reader.one("SELECT " MILLRACE_MESSAGE_COLUMNS
                                " FROM message"
                                " WHERE org = $org AND conversation = $conversation AND id = $id",
                                {{"conversation", conversation}, {"id", id}});
    return row ? std::optional<Message>(message_of(*row)) : std::nullopt;
}

std::vector<Message> messages_after(store::OrgReader reader, ConversationId conversation, std::int64_t after,
                                    int limit) {
    std::vector<Message> messages;
    for (const store::Row row :
         reader.query("SELECT " MILLRACE_MESSAGE_COLUMNS " FROM message WHERE org = $org"
                      " AND conversation = $conversation AND cursor > $after ORDER BY cursor LIMIT $limit",
                      {{"conversation", conversation}, {"after", after}, {"limit", limit}})) {
        messages.push_back(message_of(row));
    }
    return messages;
}

std::int64_t last_cursor(store::OrgReader reader, ConversationId conversation, std::int64_t up_to) {
    const auto row = reader.one(
        "SELECT cursor FROM message WHERE org = $org AND conversation = $conversation AND cursor <= $up_to"
        " ORDER BY cursor DESC LIMIT 1",
        {{"conversation", conversation}, {"up_to", up_to}});
    return row ? row->integer("cursor") : 0;
}

std::int64_t mark_delivered(store::Transaction& tx, OrgId org, ConversationId conversation, Stretch stretch) {
    return tx.run(
        "UPDATE message SET status = 'delivered' WHERE org = $org AND conversation = $conversation"
        " AND cursor > $after AND cursor <= $up_to AND sender <> 'customer' AND status = 'sent'",
        {{"org", org}, {"conversation", conversation}, {"after", stretch.after}, {"up_to", stretch.up_to}});
}

std::int64_t mark_read_by_customer(store::Transaction& tx, OrgId org, ConversationId conversation, Stretch stretch) {
    return tx.run(
        "UPDATE message SET status = 'read' WHERE org = $org AND conversation = $conversation"
        " AND cursor > $after AND cursor <= $up_to AND sender <> 'customer' AND status <> 'read'",
        {{"org", org}, {"conversation", conversation}, {"after", stretch.after}, {"up_to", stretch.up_to}});
}

std::int64_t mark_read_by_agent(store::Transaction& tx, OrgId org, ConversationId conversation, Stretch stretch) {
    return tx.run(
        "UPDATE message SET status = 'read' WHERE org = $org AND conversation = $conversation"
        " AND cursor > $after AND cursor <= $up_to AND sender = 'customer' AND status <> 'read'",
        {{"org", org}, {"conversation", conversation}, {"after", stretch.after}, {"up_to", stretch.up_to}});
}

Value show(const Message& message) {
    Map shown{{"id", message.id},          {"cursor", std::to_string(message.cursor)},
              {"from", message.from},      {"text", message.text},
              {"at", to_text(message.at)}, {"status", message.status}};
    if (!message.author_name.empty()) {
        shown.set("author", message.author_name);
    }
    if (!message.options.empty()) {
        shown.set("options", show(message.options));
    }
    return shown;
}

}  // namespace millrace::desk
