#include <algorithm>

#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/desk/routing/waiting.hpp"
#include "runtime/desk/teams/team.hpp"

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
    for (const Candidate& agent : candidates(reader, queue, now, false)) {
        ++figures.agents_online;
        figures.agents_available += agent.has_room_for(false) ? 1 : 0;
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

bool sees_queue(store::OrgReader reader, const Viewer& viewer, const Queue& queue) {
    return viewer.sees_all() || works_in(reader, queue.key, viewer.user) ||
           (viewer.sees_team() && is_member(reader, queue.team, viewer.user));
}

std::vector<Queue> queues_seen_by(store::OrgReader reader, const Viewer& viewer) {
    std::vector<Queue> queues = list_queues(reader);
    queues.erase(std::remove_if(queues.begin(), queues.end(),
                                [&](const Queue& queue) { return !sees_queue(reader, viewer, queue); }),
                 queues.end());
    return queues;
}

Value show_queue(store::OrgReader reader, const Queue& queue, Time now) {
    const QueueFigures figures = figures_of(reader, queue, now);
    return Map{{"key", queue.key},
               {"title", queue.title},
               {"team", queue.team},
               {"escalation", queue.escalation},
               {"escalation_target", queue.escalation ? Value(queue.for_leads ? "supervisor" : "agent") : Value()},
               {"waiting", figures.waiting},
               {"oldest_wait_s", figures.oldest_wait_s},
               {"agents_online", figures.agents_online},
               {"agents_available", figures.agents_available}};
}

Value show_queues(store::OrgReader reader, const Viewer& viewer, Time now) {
    List items;
    for (const Queue& queue : queues_seen_by(reader, viewer)) {
        items.push(show_queue(reader, queue, now));
    }
    return Map{{"items", std::move(items)}};
}

}  // namespace millrace::desk
