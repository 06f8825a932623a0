#include <algorithm>

#include "runtime/desk/queues/queue.hpp"

namespace millrace::desk {

QueueFigures figures_of(store::OrgReader reader, const Queue& queue, Time now) {
    QueueFigures figures;
    if (const auto row = reader.one("SELECT count(*) AS waiting, min(since) AS oldest FROM queue_entry"
                                    " WHERE org = $org AND queue = $queue",
                                    {{"queue", queue.key}})) {
        figures.waiting = row->integer("waiting");
        figures.oldest_wait_s =
            row->is_null("oldest") ? 0 : std::max<std::int64_t>(0, (now - row->time("oldest")).ms / 1000);
    }
    if (const auto row =
            reader.one("SELECT count(DISTINCT u.id) AS agents FROM team_member m JOIN users u ON u.id = m.user_id"
                       " JOIN login_session s ON s.user_id = u.id WHERE m.org = $org AND m.team = $team"
                       " AND u.role = 'sales_rep' AND u.is_active = 1 AND s.revoked IS NULL AND s.expires > $now",
                       {{"team", queue.team}, {"now", now}})) {
        figures.agents_online = row->integer("agents");
    }
    return figures;
}

Value name_queues(store::OrgReader reader) {
    List items;
    for (const Queue& queue : list_queues(reader)) {
        items.push(Map{{"key", queue.key}, {"title", queue.title}});
    }
    return Map{{"items", std::move(items)}};
}

Value show_queues(store::OrgReader reader, const Viewer& viewer, Time now) {
    List items;
    for (const store::Row row :
         reader.query("SELECT name, title, team FROM queue WHERE org = $org AND ($all = 1 OR EXISTS(SELECT 1"
                      " FROM team_member m WHERE m.org = $org AND m.team = queue.team AND m.user_id = $user))"
                      " ORDER BY name",
                      {{"all", viewer.sees_all()}, {"user", viewer.user}})) {
        const Queue queue{row.get<std::string>("name"), row.get<std::string>("title"), row.get<std::string>("team")};
        const QueueFigures figures = figures_of(reader, queue, now);
        items.push(Map{{"key", queue.key},
                       {"title", queue.title},
                       {"team", queue.team},
                       {"waiting", figures.waiting},
                       {"oldest_wait_s", figures.oldest_wait_s},
                       {"agents_online", figures.agents_online}});
    }
    return Map{{"items", std::move(items)}};
}

}  // namespace millrace::desk
