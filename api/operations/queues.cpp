// Queues and teams.

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/calendars/day.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/queues/queue_service.hpp"
#include "runtime/desk/queues/statistics.hpp"
#include "runtime/desk/routing/staffing.hpp"
#include "runtime/desk/settings/settings.hpp"
#include "runtime/desk/teams/team.hpp"

namespace millrace::api {
namespace {

http::Answer queues(const Call& call) {
    const auto reader = call.services.store.reader();
    if (call.request.query_value("all").value_or("") == "1") {
        return http::Answer::json(desk::name_queues(reader->org(call.org())));
    }
    return http::Answer::json(
        desk::show_queues(reader->org(call.org()), viewer_of(call.caller), call.services.store.clock().now()));
}

http::Answer teams(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show_teams(reader->org(call.org()), viewer_of(call.caller)));
}

http::Answer statistics(const Call& call) {
    const Time now = call.services.store.clock().now();
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const Result<Time> to = call.time("to", now + seconds(1));
    const Result<Time> from = call.time("from", desk::day_of(desk::desk_settings(here).time_zone, now).from);
    if (!from || !to) {
        return problem_of(from ? to.error() : from.error());
    }
    const Result<Value> shown = desk::show_statistics(here, viewer_of(call.caller), call.param("key"), *from, *to);
    return shown ? http::Answer::json(*shown) : problem_of(shown.error());
}

http::Answer staff(const Call& call) {
    const auto reader = call.services.store.reader();
    const Result<Value> shown = desk::show_staff(reader->org(call.org()), viewer_of(call.caller), call.param("key"),
                                                 call.services.store.clock().now());
    return shown ? http::Answer::json(*shown) : problem_of(shown.error());
}

http::Answer set_staff(const Call& call) {
    const Result<desk::StaffChange> input = input_of<desk::StaffChange>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(
        call, 200,
        [change = *input, key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer& viewer) {
            return desk::staff_queue(work, viewer, key, change);
        });
}

http::Answer make_queue(const Call& call) {
    const Result<desk::NewQueue> input = input_of<desk::NewQueue>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(call, 201, [wanted = *input](const desk::Work& work, const desk::Viewer&) {
        return desk::create_queue(work, wanted);
    });
}

http::Answer alter_queue(const Call& call) {
    const Result<desk::QueueChange> input = input_of<desk::QueueChange>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(
        call, 200,
        [change = *input, key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) {
            return desk::change_queue(work, key, change);
        });
}

}  // namespace

void add_queues(std::vector<Operation>& all) {
    all.push_back(getting("/api/queues", "queue.read",
                          "The queues of your teams and who waits there; ?all=1: the names of all, to hand on to.",
                          queues));
    all.push_back(once_only(posting<desk::NewQueue>(
        "/api/queues", "queue.write", "One more queue for a team, or the org's escalation queue.", make_queue, 201)));
    all.push_back(with_method(http::Method::patch,
                              posting<desk::QueueChange>("/api/queues/{key}", "queue.write",
                                                         "Its title, and whether escalations go there.", alter_queue)));
    all.push_back(getting("/api/queues/{key}/statistics", "queue.statistics",
                          "What came, what was answered, what was lost: ?from= and ?to=, by quarters of an hour.",
                          statistics));
    all.push_back(getting("/api/queues/{key}/agents", "queue.staff", "Who works in the queue just now.", staff));
    all.push_back(
        with_method(http::Method::put,
                    posting<desk::StaffChange>("/api/queues/{key}/agents", "queue.staff",
                                               "Lets agents of your teams work in it, or not any more.", set_staff)));
    all.push_back(getting("/api/teams", "team.read", "Your teams and their members.", teams));
}

}  // namespace millrace::api
