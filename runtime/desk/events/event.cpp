#include "runtime/desk/events/event.hpp"

#include <algorithm>

#include "engine/value/json.hpp"

namespace millrace::desk {
namespace {

DeskEvent event_of(const store::Row& row) {
    DeskEvent event;
    event.cursor = row.integer("cursor");
    event.org = row.id<OrgTag>("org");
    event.name = row.text("name");
    event.at = row.time("at");
    std::string_view topics = row.text("topics");
    while (!topics.empty()) {
        const std::size_t end = std::min(topics.find('\n'), topics.size());
        event.topics.emplace_back(topics.substr(0, end));
        topics.remove_prefix(std::min(end + 1, topics.size()));
    }
    if (Result<Value> payload = json::parse(row.text("payload")); payload) {
        event.payload = std::move(*payload);
    }
    return event;
}

std::vector<DeskEvent> events_of(const store::Rows& rows) {
    std::vector<DeskEvent> events;
    events.reserve(rows.size());
    for (const store::Row row : rows) {
        events.push_back(event_of(row));
    }
    return events;
}

}  // namespace

store::Migration event_tables() {
    return {.number = 1100,
            .name = "events",
            .statements = {"CREATE TABLE event(cursor {serial}, org {id} NOT NULL, name {text} NOT NULL,"
                           " topics {text} NOT NULL, at {time} NOT NULL, payload {text} NOT NULL)",
                           "CREATE INDEX event_by_age ON event(at)",
                           "CREATE TABLE event_topic(org {id} NOT NULL, topic {text} NOT NULL, cursor {id} NOT NULL,"
                           " PRIMARY KEY(org, topic, cursor)) {clustered}",
                           "CREATE INDEX event_topic_by_cursor ON event_topic(cursor)"}};
}

std::vector<DeskEvent> events_of_topic(store::OrgReader reader, std::string_view topic, std::int64_t after, int limit) {
    return events_of(
        reader.query("SELECT e.cursor AS cursor, e.org AS org, e.name AS name, e.topics AS topics, e.at AS at,"
                     " e.payload AS payload FROM event_topic t JOIN event e ON e.cursor = t.cursor"
                     " WHERE t.org = $org AND t.topic = $topic AND t.cursor > $after ORDER BY t.cursor LIMIT $limit",
                     {{"topic", topic}, {"after", after}, {"limit", limit}}));
}

std::vector<DeskEvent> events_between(store::Session& session, std::int64_t after, std::int64_t last) {
    return events_of(
        session.query("SELECT cursor, org, name, topics, at, payload FROM event"
                      " WHERE cursor > $after AND cursor <= $last ORDER BY cursor",
                      {{"after", after}, {"last", last}}));
}

std::int64_t last_event(store::Session& session) {
    const auto row = session.one("SELECT max(cursor) AS last FROM event");
    return row && !row->is_null("last") ? row->integer("last") : 0;
}

int remove_old_events(store::Transaction& tx, Time before, int limit) {
    const std::int64_t removed = tx.run(
        "DELETE FROM event WHERE cursor IN (SELECT cursor FROM event WHERE at < $before"
        " AND cursor < (SELECT max(cursor) FROM event) ORDER BY cursor LIMIT $limit)",
        {{"before", before}, {"limit", limit}});
    if (removed > 0) {
        tx.run("DELETE FROM event_topic WHERE cursor < (SELECT min(cursor) FROM event)");
    }
    return static_cast<int>(removed);
}

}  // namespace millrace::desk
