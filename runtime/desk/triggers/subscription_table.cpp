#include "runtime/desk/triggers/subscription.hpp"

#include <algorithm>

namespace millrace::desk {

store::Migration subscription_tables() {
    return {
        .number = 1200,
        .name = "subscriptions",
        .statements = {"CREATE TABLE event_subscription(org {id} NOT NULL, event {text} NOT NULL, key {text} NOT NULL,"
                       " run {id} NOT NULL, activation {id} NOT NULL,"
                       " PRIMARY KEY(org, event, key, run, activation)) {clustered}",
                       "CREATE INDEX event_subscription_by_run ON event_subscription(run)"}};
}

bool is_awaited(store::OrgReader reader, std::string_view event) {
    return reader
        .one("SELECT 1 AS there FROM event_subscription WHERE org = $org AND event = $event LIMIT 1",
             {{"event", event}})
        .has_value();
}

std::vector<RunId> tell_others(const Work& work, store::SubjectId subject, std::string_view subject_kind,
                               std::string_view event, std::string_view key, const Value& payload) {
    std::vector<RunId> told;
    if (!key.empty()) {
        for (const store::Row row : work.reader().query("SELECT run, activation FROM event_subscription"
                                                        " WHERE org = $org AND event = $event AND key = $key",
                                                        {{"event", event}, {"key", key}})) {
            const auto run = row.id<RunTag>("run");
            if (std::find(told.begin(), told.end(), run) == told.end()) {
                told.push_back(run);
            }
            work.tx.deliver(drive::signal_to_run(work.org, run, row.get<run::ActivationId>("activation"),
                                                 Signal{String(event), payload}, work.now()));
        }
    }
    drive::EventEnvelope envelope;
    envelope.name = String(event);
    envelope.key = key;
    envelope.payload = payload;
    envelope.subject_kind = subject ? std::string(subject_kind) : std::string();
    store::InboxRow row;
    row.org = work.org;
    row.subject = subject;
    row.at = work.now();
    row.body = drive::encode(std::move(envelope));
    work.tx.deliver(std::move(row));
    return told;
}

}  // namespace millrace::desk
