#include "api/openapi/words.hpp"

#include <algorithm>

namespace millrace::api {
namespace {

constexpr std::string_view conversation_shape =
    "{conversation_id, status, owner, channel, queue, priority, agent_id, agent_name, offered_to, expires_at, "
    "contact_id, contact:"
    " {name, email}, first_line, tags, notes: [{id, author, text, at, pinned}], fields: {name: value}, started_at, "
    "updated_at,"
    " waiting_since, wrap_until, closed_at, close_reason}";
constexpr std::string_view message_shape = "{id, cursor, from, author?, text, at, options?, status}";
constexpr std::string_view agent_shape =
    "{userId, name, role, status, reason, since, online_since, pause_limit, assigned, wrap_up, offered, "
    "over_limit, "
    "overloaded,"
    " capacity: {chat, voice}, skills: [{key, level}], effective_skills: [{key, level}]}";
constexpr std::string_view run_shape =
    "{run_id, flow, version, status, vars, output, tokens: [{node, since, until, waits_for}], started_at, ended_at,"
    " incident, flow_title?, subject?, document?}";
constexpr std::string_view user_shape =
    "{userId, name, email, role, roleId, roleKey, teamId, teamIds, twilioToken, active, invited_at, permissions:"
    " [name]}";
constexpr std::string_view oneself_shape =
    "{userId, name, email, role, roleId, roleKey, teamId, teamIds, twilioToken, permissions: [name]}";
constexpr std::string_view role_shape = "{key, role_id, name, built_in, base_role, permissions: [name], users}";
constexpr std::string_view channel_shape = "{key, kind, title, entry_flow, allowed_origins: [origin]}";
constexpr std::string_view session_shape = "{items: [{id, created_at, expires_at, this}]}";
constexpr std::string_view team_shape =
    "{id, key, name, supervisor_id, created_at, supervisors: [{userId, name}], members: [{userId, name, role}], "
    "skills:"
    " [{key, level}]}";
constexpr std::string_view article_shape =
    "{article_id, title, body, category, tags, state, author_id, author_name, created_at, updated_at, revision}, with "
    "an ETag";
constexpr std::string_view metric_shape = "{key, title, kind, field?, where?, among?}";
constexpr std::string_view review_shape =
    "{id, flow, author, author_name, note, base_version, document, state: open, approved, rejected or withdrawn, "
    "decided_by, decided_by_name, decided_note, at, decided_at, version}";
constexpr std::string_view routing_shape =
    "{strategy, offer_for, wrap_up, skills?, rings?, ageing, overflow_to?, overflow_after, answer_within, "
    "goal_percent}";

}  // namespace

const std::vector<Wording>& wordings() {
    static const std::vector<Wording> all = {
        {"get /api/agents", "{items: [agent]}"},
        {"get /api/agents/directory", "{items: [{userId, name, online}]}"},
        {"get /api/agents/me", agent_shape},
        {"post /api/agents/me/status", agent_shape},
        {"post /api/agents/{id}/status", agent_shape},
        {"put /api/agents/{id}/capacity", agent_shape},
        {"put /api/agents/{id}/skills", agent_shape},
        {"get /api/articles",
         "{items: [article without its body], cursor}",
         {{"q", "Each word is the beginning of one in title or body; the page then has no cursor."},
          {"category", "The articles of this category."},
          {"tag", "Those with this tag."},
          {"state", "draft or published."},
          {"limit", "1 to 200; 50 if not said."},
          {"cursor", "Of the page before."}}},
        {"post /api/articles", article_shape},
        {"get /api/articles/{id}", article_shape},
        {"patch /api/articles/{id}", article_shape},
        {"get /api/audit",
         "{items: [{seq, at, actor, actor_name, action, object, before, after, hash}], cursor}",
         {{"actor", "A user's id, or customer, flow or system."},
          {"object", "Such as queue:sales or conversation:ID."},
          {"limit", "1 to 200; 50 if not said."},
          {"cursor", "Of the page before."}}},
        {"get /api/audit/export",
         "A line of JSON for each entry.",
         {{"after", "The number of the last one you have."}}},
        {"post /api/auth/login", "{token, user}"},
        {"get /api/auth/me", oneself_shape},
        {"patch /api/users/me", user_shape},
        {"post /api/auth/ws-ticket", "{ticket, expires_in}"},
        {"get /api/roles", "{items: [role], permissions: [{name, reserved}]}"},
        {"post /api/roles", role_shape},
        {"patch /api/roles/{key}", role_shape},
        {"get /api/channels", "{items: [channel]}"},
        {"post /api/channels", channel_shape},
        {"patch /api/channels/{key}", channel_shape},
        {"get /api/auth/sessions", session_shape},
        {"get /api/users/{id}/sessions", session_shape},
        {"post /api/chat/{channel}/conversations", "{conversation_id, token}"},
        {"get /api/chat/conversations/{id}/messages",
         "{items: [message], status, cursor?, delivered_to, read_to, agent_read_to}",
         {{"after", "The cursor of the last message you have."}}},
        {"post /api/chat/conversations/{id}/messages", message_shape},
        {"get /api/conversations",
         "{items: [conversation or preview], cursor, total_unread}",
         {{"status", "new, queued, offered, assigned, wrap_up or closed."},
          {"queue", "The key of a queue."},
          {"limit", "1 to 200; 50 if not said."},
          {"cursor", "Of the page before."}}},
        {"get /api/conversations/{id}", conversation_shape},
        {"post /api/conversations/{id}/accept", conversation_shape},
        {"post /api/conversations/{id}/assign", conversation_shape},
        {"post /api/conversations/{id}/close", conversation_shape},
        {"post /api/conversations/{id}/complete", conversation_shape},
        {"post /api/conversations/{id}/escalate", conversation_shape},
        {"post /api/conversations/{id}/decline", "The conversation, as a preview."},
        {"post /api/conversations/{id}/reopen", conversation_shape},
        {"post /api/conversations/{id}/tags", conversation_shape},
        {"post /api/conversations/{id}/take", conversation_shape},
        {"post /api/conversations/{id}/transfer", conversation_shape},
        {"get /api/conversations/{id}/messages",
         "{items: [message], status, cursor?, delivered_to, read_to, agent_read_to}",
         {{"after", "The cursor of the last message you have."}}},
        {"post /api/conversations/{id}/messages", message_shape},
        {"post /api/conversations/{id}/notes", "{id, author, text, at}"},
        {"get /api/choices/{kind}", "{items: [{key, title}]}"},
        {"get /api/expressions",
         "{functions: [{name, signature, help, example, gives, type}], words: [word], scopes: [{name, help, members: "
         "[{name, type, help}]}], events: [{name, help, members: [{name, type, help}]}]}"},
        {"post /api/expressions/check",
         "{errors: [{from, to, severity, code, message}], type, reads: [name]}; from and to count UTF-16 units"},
        {"post /api/expressions/try", "{value} or {error: {code, message, from, to}}"},
        {"get /api/flows",
         "{items: [{key, title, description, version, trigger: {on, when?}, my_draft: {updated_at, base_version}, "
         "drafts:"
         " how many, channels: [key of one whose entry flow it is], created_at, updated_at}], cursor}"},
        {"get /api/flow-templates",
         "{items: [{key, title, description, document, tests, nodes: how many, installed}]}"},
        {"post /api/flows", "{key, title, version, created_at, updated_at}"},
        {"get /api/flows/{key}", "{key, title, version, hash, document, created_at, updated_at}"},
        {"get /api/flows/{key}/bindings", "{name: value}"},
        {"put /api/flows/{key}/bindings", "{name: value}"},
        {"post /api/flows/{key}/check", "{problems: [{severity, code, node, pointer, message, fix, from?, to?}]}"},
        {"get /api/flows/{key}/draft",
         "{document, author, base_version, updated_at}, with an ETag",
         {{"author", "Whose; yours if not said."}}},
        {"put /api/flows/{key}/draft", "{etag}, with the new ETag"},
        {"get /api/flows/{key}/overlay",
         "{version, since, at, complete, nodes: {id: {waiting, entered, errors, p50_ms, p99_ms, outputs: {key: n}}}, "
         "runs: {started, ended, incidents, live, outcomes: {name: n}}}",
         {{"version", "A number, or current."}, {"since", "Counted since the server's start; the answer says when."}}},
        {"post /api/flows/{key}/publish", "{version, problems}"},
        {"post /api/flows/{key}/rollback", "{version}"},
        {"post /api/flows/{key}/runs", run_shape, {{"wait", "So many milliseconds for its end, at most 30000."}}},
        {"get /api/flows/{key}/versions",
         "{items: [{version, current, hash, note, author, author_name, at}], cursor}",
         {{"cursor", "Below this version."}}},
        {"get /api/flows/{key}/versions/{version}",
         "{version, current, hash, note, author, author_name, at, document, pins: {type: version}}"},
        {"get /api/flows/{key}/drafts", "{items: [{author, author_name, base_version, updated_at, etag}]}"},
        {"get /api/flows/{key}/diff",
         "{same_logic, same_layout, changes: [{kind: added, removed, changed or moved, what: node, wire, setting, "
         "variable,"
         " hook, trigger, binding or flow, node?, pointer, before?, after?}]}",
         {{"from", "draft, current or a version; current if not said."},
          {"to", "The same; draft if not said."},
          {"author", "Whose draft; yours if not said."}}},
        {"get /api/flows/{key}/uses",
         "{used_by: [{flow, title, version, node, type}], channels: [{key, title}], uses: [{kind, key, node, pointer, "
         "exists, binding?}]}",
         {{"of", "draft, current or a version; draft if not said."}, {"author", "Whose draft; yours if not said."}}},
        {"post /api/flows/{key}/simulate",
         "{frames: [{now, said, path, at, flow, vars, set, outputs, status, conversation, calls, incidents, events, "
         "runs,"
         " next_due, may, ended, trouble, line, refused?}], flowtest, untold, problems}"},
        {"get /api/flows/{key}/tests", "{text, updated_at, author, author_name}, with an ETag"},
        {"put /api/flows/{key}/tests", "{etag, updated_at}, with the new ETag"},
        {"post /api/flows/{key}/tests/cases", "{etag, updated_at}"},
        {"post /api/flows/{key}/tests/run",
         "{passed, counts: {cases, failed}, cases: [{name, line, passed, failed_in, failure: {line, column, source, "
         "expected, found, transcript}}], complaints: [{line, column, message}], coverage: {nodes: [{id, taken}], "
         "wires:"
         " [{node, output, taken}], hooks: [{on, to, taken}], on_error: {to, taken}, on_cancel: {to, taken}}}",
         {{"ways", "Some of straight, killed and stored, with commas; straight,killed if not said."}}},
        {"get /api/flows/{key}/reviews",
         "{items: [review without document]}",
         {{"state", "open, approved, rejected or withdrawn; all if not said."}}},
        {"post /api/flows/{key}/reviews", review_shape},
        {"get /api/flow-reviews/{id}", review_shape},
        {"post /api/flow-reviews/{id}/approve", review_shape},
        {"post /api/flow-reviews/{id}/reject", review_shape},
        {"post /api/flow-reviews/{id}/withdraw", review_shape},
        {"get /api/health", "{at, version, started_at, uptime_s, store, free_disk_mb, figures: {name: number}}"},
        {"get /api/health/series",
         "{every_s, at: [time], series: {name: [number or null]}}",
         {{"minutes", "1 to 60; 60 if not said."}}},
        {"get /api/live",
         "{at, cursor, queues: [queue with its figures], agents: [agent], conversations: {new, queued, offered, "
         "assigned,"
         " wrap_up}, open: [conversation], next_page, alerts}",
         {{"limit", "Of open conversations: 1 to 200; 100 if not said."}, {"page", "next_page of the answer before."}}},
        {"get /api/lookups", "{items: [{key, title, rows: how many}]}"},
        {"get /api/lookups/{key}", "{key, title, rows: {key: value}}"},
        {"put /api/lookups/{key}", "{key, title, rows: {key: value}}"},
        {"get /api/metrics", "{items: [metric]}"},
        {"get /api/metrics/{key}",
         "{key, title, kind, from, to, value, cases, of?, by?, buckets?: [{day, or queue and title, or userId and "
         "name, "
         "value, cases, of?}]}",
         {{"from", "A time; the beginning of today if not said."},
          {"to", "A time, at most 92 days later; now if not said."},
          {"by", "day, queue or agent."}}},
        {"put /api/metrics/{key}", metric_shape},
        {"get /api/node-types",
         "{items: [{type, version, title, category, category_title, origin: shipped, folder or org, outputs: [{key, "
         "kind, title}], outputs_from, settings_schema, help, icon, cases: how many}]}"},
        {"get /api/node-types/{type}",
         "The node type, with versions: [{version, origin, at, author_name, source_hash}], used_by: [{flow, title, "
         "version, type_version, draft_of, node}]"},
        {"get /api/node-types/{type}/versions/{version}", "{type, version, origin, source, help, cases}"},
        {"post /api/node-types", "The node type, with warnings: [{code, message}]"},
        {"post /api/node-types/test",
         "{passed, counts: {cases, failed}, cases: [{name, line, passed, failed_in, failure: {line, column, source, "
         "expected, found, transcript}}], complaints: [{line, column, message}]}"},
        {"get /api/pause-reasons", "{items: [{key, title, limit}]}"},
        {"put /api/pause-reasons/{key}", "{items: [{key, title, limit}]}"},
        {"delete /api/pause-reasons/{key}", "{items: [{key, title, limit}]}"},
        {"get /api/queues",
         "{items: [{key, title, team, escalation, escalation_target, waiting, oldest_wait_s, agents_online,"
         " agents_available}]}",
         {{"all", "1: every queue of the org, its key and title only."}}},
        {"get /api/queues/{key}/routing", routing_shape},
        {"put /api/queues/{key}/routing", routing_shape},
        {"get /api/ratings",
         "{items: [{userId, name, ratings, mean: 0 to 1}]}",
         {{"days", "How many of the past; 30 if not said."}}},
        {"get /api/runs",
         "{items: [{run_id, flow, flow_title, version, version_id, status, subject, outcome, incident: {code, node, "
         "message}, at: [node], started_at, updated_at, ended_at}], cursor}: a page may be short and have a next one",
         {{"flow", "The key of a flow."},
          {"status", "running, waiting, completed, incident, cancelled or quarantined."},
          {"version", "The number of a version, beside flow."},
          {"node", "Runs that are at this node now."},
          {"outcome", "How it ended."},
          {"subject", "The id of a conversation."},
          {"since", "Begun then or later."},
          {"until", "Begun before."},
          {"q", "The id of a run or a conversation."},
          {"limit", "1 to 200; 50 if not said."},
          {"cursor", "Of the page before."}}},
        {"get /api/runs/{id}", run_shape, {{"document", "1: with its version's document."}}},
        {"get /api/runs/{id}/timeline",
         "{items: [{seq, at, kind: entered, left, waited, said, heard, effect, incident or ended, node?, flow?, "
         "output?, "
         "text?, options?, signal?, payload?, waits_for?, until?, waited_ms?, woken_by?, vars?, changed?, inputs?, "
         "effect?: {id, name, local, status, asked, answer?}, incident?: {code, message, node, resolved?}}], path: "
         "[{node, output, at, count}], document_version, cursor}",
         {{"limit", "Moments: 1 to 1000; 1000 if not said."}, {"cursor", "Of the page before."}}},
        {"get /api/runs/{id}/flowtest", "{name, text, version, passes, why_not}"},
        {"post /api/runs/{id}/replay", "{same, turns, divergence: {seq, at, node, expected, found} or null}"},
        {"get /api/runs/{id}/journal", "{items: [{seq, at, command, inputs, steps, events, effects}], cursor}"},
        {"post /api/runs/{id}/cancel", run_shape},
        {"post /api/runs/{id}/incident", run_shape},
        {"post /api/runs/{id}/signals", run_shape},
        {"post /api/signals", "{runs: [run_id]}"},
        {"get /api/scripts/words", "{items: [{name, signature, help, kind: scope, function or value}]}"},
        {"post /api/scripts/check", "{problems: [{line, column, from, to, code, message}]}"},
        {"post /api/scripts/run",
         "{output, vars, sets, logs: [line], asks: [{effect, payload}], waits: {signals, until}, error: {code, "
         "message, line}, instructions}"},
        {"get /api/settings", "{presence_directory, inactive_after, time_zone, publish_needs_review}"},
        {"put /api/settings", "{presence_directory, inactive_after, time_zone, publish_needs_review}"},
        {"get /api/teams", "{items: [team]}"},
        {"post /api/teams", team_shape},
        {"patch /api/teams/{key}", team_shape},
        {"get /api/templates", "{items: [{key, title, text}]}"},
        {"get /api/templates/{key}", "{key, title, text}"},
        {"put /api/templates/{key}", "{key, title, text}"},
        {"get /api/users",
         "{items: [user], cursor}",
         {{"limit", "1 to 200; 50 if not said."}, {"cursor", "Of the page before."}}},
        {"post /api/users", user_shape},
        {"patch /api/users/{id}", user_shape},
        {"put /api/users/{id}", user_shape},
        {"post /api/users/{id}/invite", user_shape},
        {"put /api/teams/{key}/skills", team_shape},
    };
    return all;
}

std::string key_of(const Operation& op) {
    std::string name(http::to_text(op.method));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return name + " " + op.path;
}

const Wording* wording_of(const Operation& op) {
    const std::string name = key_of(op);
    const auto found =
        std::find_if(wordings().begin(), wordings().end(), [&](const Wording& each) { return each.operation == name; });
    return found == wordings().end() ? nullptr : &*found;
}

}  // namespace millrace::api
