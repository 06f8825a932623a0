#include "runtime/desk/conversations/run_sight.hpp"

#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/store/run_table_sql.hpp"

namespace millrace::desk {

bool sees_run(store::OrgReader reader, const Viewer& viewer, const store::RunHeader& run) {
    if (viewer.sees_all()) {
        return true;
    }
    const std::optional<Conversation> conversation =
        run.subject ? find_conversation(reader, ConversationId{run.subject.value}) : std::nullopt;
    return conversation && sight_of(reader, viewer, *conversation) == Sight::whole;
}

std::vector<store::RunHeader> list_runs(store::OrgReader reader, const Viewer& viewer, const store::RunFilter& filter) {
    if (viewer.sees_all()) {
        return store::list_runs(reader, filter);
    }
    // The plus keeps the planner on the order of ids; conversations are looked up one by one.
    return store::sql::run_headers(reader.query(
        "SELECT " MILLRACE_RUN_COLUMNS
        " FROM run WHERE +org = $org AND id < $before AND ($flow = '' OR flow = $flow)"
        " AND ($status < 0 OR +status = $status) AND EXISTS(SELECT 1 FROM conversation c WHERE c.org = $org"
        " AND c.id = run.subject AND (c.agent = $user OR ($team = 1 AND EXISTS(SELECT 1 FROM team_member m"
        " WHERE m.org = $org AND m.team = c.team AND m.user_id = $user)))) ORDER BY id DESC LIMIT $limit",
        {{"before", filter.before ? static_cast<std::int64_t>(filter.before.value) : INT64_MAX},
         {"flow", filter.flow},
         {"status", filter.status ? static_cast<int>(*filter.status) : -1},
         {"user", viewer.user},
         {"team", viewer.sees_team()},
         {"limit", filter.limit}}));
}

}  // namespace millrace::desk
