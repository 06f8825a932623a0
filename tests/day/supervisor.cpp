// A supervisor steps in: takes over, assigns, opens again, sends somebody to lunch. And, when it is asked for, a
// mistake that no service would make.

#include <fmt/format.h>

#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/conversations/agent_service.hpp"
#include "runtime/desk/conversations/steering.hpp"
#include "tests/day/day.hpp"

namespace millrace::day {
namespace {

class Supervisor : public std::enable_shared_from_this<Supervisor> {
public:
    explicit Supervisor(Day& day) : day_(day), dice_(day.options.seed, "supervisor") {}

    void work() {
        day_.agenda.after(dice_.between(seconds(30), minutes(6)), [self = shared_from_this()] {
            self->act();
            self->finish_own();
            self->work();
        });
    }

private:
    std::optional<desk::ConversationId> some(const char* where) {
        std::vector<desk::ConversationId> ids;
        for (const store::Row row :
             day_.reader().query(std::string("SELECT id FROM conversation WHERE org = $org AND ") + where +
                                 " ORDER BY id DESC LIMIT 40")) {
            ids.push_back(row.id<desk::ConversationTag>("id"));
        }
        return ids.empty() ? std::nullopt : std::optional(dice_.any_of(ids));
    }
    void ask(const std::string& what, Day::Act act) {
        day_.count("supervisor: " + what.substr(0, what.find(' ')));
        day_.ask("the supervisor " + what, std::move(act));
    }

    void act() {
        const desk::Viewer me = day_.supervisor;
        const std::string agent = dice_.any_of(day_.agents).user;
        switch (dice_.below(5)) {
            case 0:
                if (const auto id = some("status = 'assigned'")) {
                    ask("takes over " + to_text(*id), [me, id = *id](const desk::Work& work) {
                        return desk::assign_conversation(work, me, id, me.user);
                    });
                }
                break;
            case 1:
                if (const auto id = some("status = 'queued'")) {
                    ask("assigns " + to_text(*id), [me, id = *id, agent](const desk::Work& work) {
                        return desk::assign_conversation(work, me, id, agent);
                    });
                }
                break;
            case 2:
                if (const auto id = some("status = 'closed' AND agent <> ''");
                    id && day_.agenda.now() < at_hour(17.5)) {
                    ask("reopens " + to_text(*id),
                        [me, id = *id](const desk::Work& work) { return desk::reopen_conversation(work, me, id); });
                }
                break;
            case 3:
                ask("pauses somebody", [me, agent](const desk::Work& work) {
                    return desk::override_status(work, me, agent, "paused", "case_work");
                });
                break;
            default:
                if (const auto id = some("status IN ('queued', 'assigned')")) {
                    ask("transfers " + to_text(*id),
                        [me, id = *id, queue = dice_.any_of(day_.teams)](const desk::Work& work) {
                            return desk::transfer_conversation(work, me, id, queue);
                        });
                }
        }
    }
    // What he took he also brings to an end.
    void finish_own() {
        for (const store::Row row :
             day_.reader().query("SELECT id, status FROM conversation WHERE org = $org"
                                 " AND agent = $user AND status IN ('assigned', 'wrap_up') LIMIT 2",
                                 {{"user", day_.supervisor.user}})) {
            const auto id = row.id<desk::ConversationTag>("id");
            const desk::Viewer me = day_.supervisor;
            if (row.text("status") == "wrap_up") {
                day_.ask("the supervisor completes " + to_text(id),
                         [me, id](const desk::Work& work) { return desk::complete_conversation(work, me, id); });
            } else {
                day_.ask("the supervisor closes " + to_text(id), [me, id](const desk::Work& work) -> Result<Value> {
                    if (desk::find_conversation(work.reader(), id)->agent != me.user) {
                        return Error{"day.not_mine_any_more", "expected my own conversation"};
                    }
                    return desk::close_conversation(work, me, id, "resolved");
                });
            }
        }
    }

    Day& day_;
    Dice dice_;
};

struct Plant {
    const char* name;
    const char* sql;
};
// Each is a thing that a race could leave behind if the statements did not look at the state again.
constexpr Plant plants[] = {
    {"double_assignment",
     "UPDATE conversation SET status = 'assigned', owner = 'human', agent = $agent WHERE org = $org AND id IN"
     " (SELECT conversation FROM queue_entry WHERE org = $org ORDER BY seq LIMIT 1)"},
    {"second_owner",
     "UPDATE conversation SET agent = $agent WHERE org = $org AND id IN"
     " (SELECT id FROM conversation WHERE org = $org AND status = 'closed' AND agent <> '' AND agent <> $agent"
     " ORDER BY id LIMIT 1)"},
    {"lost_entry",
     "DELETE FROM queue_entry WHERE org = $org AND seq IN (SELECT min(seq) FROM queue_entry WHERE org = $org)"},
    {"lost_place", "UPDATE queue_entry SET since = since + 1000 WHERE org = $org"},
    {"lost_offer",
     "UPDATE agent SET presence = 0 WHERE org = $org AND user_id IN (SELECT agent FROM offer WHERE org = $org)"},
    {"forgotten", "UPDATE offer SET expires = expires + 600000, agent = $agent WHERE org = $org"},
};

}  // namespace

std::vector<std::string> every_plant() {
    std::vector<std::string> names;
    for (const Plant& plant : plants) {
        names.emplace_back(plant.name);
    }
    return names;
}

std::shared_ptr<void> send_supervisor(Day& day) {
    auto supervisor = std::make_shared<Supervisor>(day);
    supervisor->work();
    for (const Plant& plant : plants) {
        if (day.options.plant != plant.name) {
            continue;
        }
        for (int i = 0; i < 1500; ++i) {  // until there is something to spoil
            day.agenda.at(at_hour(10.0) + seconds(3 * i), [&day, sql = plant.sql] {
                day.ask("a mistake", [sql, agent = day.agents[0].user](const desk::Work& work) -> Result<Value> {
                    work.tx.run(std::string(sql) + " AND $agent = $agent", {{"org", work.org}, {"agent", agent}});
                    return Value();
                });
            });
        }
    }
    return supervisor;
}

}  // namespace millrace::day
